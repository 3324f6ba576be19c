"""Discounts, limits, commitments, riders and taxes as a customer would read them."""

from __future__ import annotations

import re
from typing import Any

from pricing.plan_documents.sheet_words import charge_words, list_words, mode_words, month_words, number_words


def adjustment_lines(document: dict[str, Any]) -> tuple[str, ...]:
    """A sentence for every adjustment of a validated document, in the order of the bill."""
    return (
        *(_discount(one, document) for one in document.get("discounts", ())),
        *(_money_bank(one, document) for one in document.get("money_banks", ())),
        *(_maximum(one, document) for one in document.get("maximums", ())),
        *(_minimum(one, document) for one in document.get("minimums", ())),
        *(_commitment(one, document) for one in document.get("commitments", ())),
        *(_rider(one, document) for one in document.get("riders", ())),
    )


def tax_lines(document: dict[str, Any]) -> tuple[str, ...]:
    """Every tax by its label, with its percentage where the label does not say it."""
    labels = {tax["code"]: tax["label"] for tax in document.get("taxes", ())}
    return tuple(_tax(tax, labels, document) for tax in document.get("taxes", ()))


def _money(amount: str, document: dict[str, Any]) -> str:
    return f"{number_words(amount)} {document['currency']}"


def _discount(discount: dict[str, Any], document: dict[str, Any]) -> str:
    covered = charge_words(discount.get("charges"), document)
    if "percent" in discount:
        return f"{discount['label']}: {number_words(discount['percent'])} % off {covered}"
    less = ", less for part of a period" if discount.get("prorated") else ""
    return f"{discount['label']}: {_money(discount['amount'], document)} off {covered} per period{less}"


def _money_bank(bank: dict[str, Any], document: dict[str, Any]) -> str:
    credits, charges = charge_words(bank["credits"], document), charge_words(bank["charges"], document)
    since = "from the same period on" if bank.get("used_at_once", True) else "from the next period on"
    text = f"{bank['label']}: {credits} pays for {charges}, {since}"
    if "true_up_month" not in bank:
        return f"{text}; the rest is kept"
    rest = "lost" if bank.get("expires") else "paid out"
    return f"{text}; the rest is {rest} at the end of {month_words(bank['true_up_month'])}"


def _per(item: dict[str, Any]) -> str:
    if item["per"] != "year":
        return f"per {item['per']}"
    return f"per year to the end of {month_words(item.get('year_end_month', 12))}"


def _maximum(maximum: dict[str, Any], document: dict[str, Any]) -> str:
    covered = charge_words(maximum.get("charges"), document)
    return f"{maximum['label']}: at most {_money(maximum['amount'], document)} {_per(maximum)} for {covered}"


def _minimum(minimum: dict[str, Any], document: dict[str, Any]) -> str:
    covered = charge_words(minimum.get("charges"), document)
    return f"{minimum['label']}: at least {_money(minimum['amount'], document)} {_per(minimum)} for {covered}"


def _commitment(commitment: dict[str, Any], document: dict[str, Any]) -> str:
    covered = charge_words(commitment.get("charges"), document)
    text = f"{commitment['label']}: {_money(commitment['amount'], document)} {_per(commitment)} promised for {covered}"
    factor = commitment.get("overage_factor", "1")
    if factor != "1":
        text += f"; what lies beyond costs {number_words(factor)} times as much"
    return f"{text}; what is missing is charged" if commitment.get("true_up", True) else text


def _rider(rider: dict[str, Any], document: dict[str, Any]) -> str:
    percent, covered = rider["percent"], charge_words(rider.get("charges"), document)
    if percent.startswith("-"):
        return f"{rider['label']}: {number_words(percent.removeprefix('-'))} % less on {covered}"
    return f"{rider['label']}: {number_words(percent)} % on top of {covered}"


def _tax(tax: dict[str, Any], labels: dict[str, str], document: dict[str, Any]) -> str:
    percent = f"{number_words(tax['percent'])} %"
    is_told = re.search(rf"(?<![\d.,]){re.escape(percent)}", tax["label"])
    text = tax["label"] if is_told else f"{tax['label']}: {percent}"
    if "charges" in tax:
        text += f", on {charge_words(tax['charges'], document)}"
    if "on_taxes" in tax:
        text += f", and on {list_words(labels[code] for code in tax['on_taxes'])}"
    return f"{text}, rounded {mode_words(tax['mode'])}" if "mode" in tax else text

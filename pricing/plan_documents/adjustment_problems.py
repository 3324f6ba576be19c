"""Problems of discounts, banks of money, maximums, minimums, commitments, riders and taxes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from pricing.plan_documents.charge_parts import number_of_tiers, prices_of
from pricing.plan_documents.problems import PlanProblem, Severity, json_path
from pricing.plan_documents.sections import ADJUSTMENTS

_ONE_HUNDRED: Final = Decimal(100)


def adjustment_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    """Problems of all adjustments and taxes; the document's shape is right."""
    yield from _reference_problems(document)
    yield from _discount_problems(document)
    yield from _bank_problems(document)
    yield from _span_problems(document)
    yield from _commitment_problems(document)
    yield from _limit_problems(document)
    yield from _tax_problems(document)


def _reference_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    charges = {charge["code"] for charge in document["charges"]}
    taxes = {tax["code"] for tax in document.get("taxes", ())}
    for part in (*ADJUSTMENTS, "taxes"):
        for number, item in enumerate(document.get(part, ())):
            for name in ("charges", "credits"):
                for index, code in enumerate(item.get(name, ())):
                    if code not in charges:
                        path = json_path(part, number, name, index)
                        yield PlanProblem(
                            path, f'no charge has the code "{code}"', "name a charge of this plan"
                        )
            if "tax" in item and item["tax"] not in taxes:
                path = json_path(part, number, "tax")
                yield PlanProblem(path, f'no tax has the code "{item["tax"]}"', 'add it under "taxes"')


def _discount_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    sums: dict[str, Decimal] = {charge["code"]: Decimal(0) for charge in document["charges"]}
    for number, discount in enumerate(document.get("discounts", ())):
        percent = Decimal(discount.get("percent", "0"))
        if percent > _ONE_HUNDRED:
            yield PlanProblem(
                json_path("discounts", number, "percent"),
                f"{discount['percent']} % is more than the whole price",
                "write at most 100",
            )
            continue
        if "percent" in discount and "prorated" in discount:
            yield PlanProblem(
                json_path("discounts", number, "prorated"),
                "a percentage is of what was charged already, so it changes nothing",
                "remove it",
                Severity.WARNING,
            )
        reached = [code for code in discount.get("charges", sums) if code in sums]
        for code in reached:
            sums[code] += percent
        above = [code for code in reached if percent and sums[code] > _ONE_HUNDRED]
        if above:
            yield PlanProblem(
                json_path("discounts", number, "percent"),
                f"together with the discounts before it {sums[above[0]]:f} % are taken off {above[0]}",
                "make sure that is meant",
                Severity.WARNING,
            )


def _bank_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    taken: dict[str, str] = {}
    charges = {charge["code"]: charge for charge in document["charges"]}
    for number, bank in enumerate(document.get("money_banks", ())):
        for name in ("charges", "credits"):
            for index, code in enumerate(bank[name]):
                path = json_path("money_banks", number, name, index)
                if code in taken:
                    yield PlanProblem(
                        path,
                        f'"{code}" is named by {taken[code]} already',
                        "name each charge once in all banks",
                    )
                taken.setdefault(code, path)
                if name == "credits" and code in charges and not _may_be_negative(charges[code]):
                    yield PlanProblem(
                        path,
                        f'"{code}" has no price below zero, so it never gives a credit',
                        "write what is paid to the customer with a minus",
                        Severity.WARNING,
                    )
        if bank.get("expires") and "true_up_month" not in bank:
            yield PlanProblem(
                json_path("money_banks", number, "expires"),
                "nothing says when, so it changes nothing",
                'add "true_up_month"',
                Severity.WARNING,
            )


def _may_be_negative(charge: dict[str, Any]) -> bool:
    for _, price in prices_of(charge):
        texts = [value for value in price.values() if isinstance(value, str)]
        texts += [
            value for tier in price.get("tiers", ()) for value in tier.values() if isinstance(value, str)
        ]
        if price["shape"] == "index" or any(text.startswith("-") for text in texts):
            return True
    return bool(charge["determinant"].get("side") == "net")


def _span_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    for part in ("maximums", "minimums", "commitments"):
        for number, item in enumerate(document.get(part, ())):
            if "year_end_month" in item and item["per"] != "year":
                yield PlanProblem(
                    json_path(part, number, "year_end_month"),
                    f"the amount is per {item['per']}, so it changes nothing",
                    'remove it or write "per": "year"',
                    Severity.WARNING,
                )


def _commitment_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    for number, commitment in enumerate(document.get("commitments", ())):
        if not commitment.get("true_up", True) and Decimal(commitment.get("overage_factor", "1")) == 1:
            yield PlanProblem(
                json_path("commitments", number),
                "it neither charges what is missing nor prices what lies beyond, so it changes nothing",
                'give "overage_factor", or leave "true_up" out',
                Severity.WARNING,
            )


def _limit_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    """Minimum bills above a maximum bill for the same charges."""
    everything = [charge["code"] for charge in document["charges"]]
    for number, minimum in enumerate(document.get("minimums", ())):
        for maximum in document.get("maximums", ()):
            same = set(minimum.get("charges", everything)) == set(maximum.get("charges", everything))
            if (
                same
                and minimum["per"] == maximum["per"]
                and Decimal(minimum["amount"]) > Decimal(maximum["amount"])
            ):
                yield PlanProblem(
                    json_path("minimums", number, "amount"),
                    f"it is more than the maximum bill {maximum['code']}, {maximum['amount']}",
                    "make sure that is meant",
                    Severity.WARNING,
                )


def _tax_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    earlier: set[str] = set()
    known = {tax["code"] for tax in document.get("taxes", ())}
    for number, tax in enumerate(document.get("taxes", ())):
        for index, code in enumerate(tax.get("on_taxes", ())):
            path = json_path("taxes", number, "on_taxes", index)
            if code not in known:
                yield PlanProblem(path, f'no tax has the code "{code}"', "name a tax of this plan")
            elif code not in earlier:
                yield PlanProblem(
                    path,
                    f'the tax "{code}" does not stand before this one',
                    "let taxes follow the ones they are on",
                )
        earlier.add(tax["code"])
        yield from _exempt_problems(document, tax, json_path("taxes", number))


def _exempt_problems(document: dict[str, Any], tax: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    charges = {charge["code"]: charge for charge in document["charges"]}
    for number, exempt in enumerate(tax.get("exempt", ())):
        here, charge = json_path("exempt", number, root=path), charges.get(exempt["charge"])
        if charge is None:
            yield PlanProblem(
                f"{here}.charge", f'no charge has the code "{exempt["charge"]}"', "name a charge of this plan"
            )
            continue
        if charge.get("tax") != tax["code"] and charge["code"] not in tax.get("charges", ()):
            yield PlanProblem(
                here,
                f'the tax is not on "{charge["code"]}", so it changes nothing',
                "remove it",
                Severity.WARNING,
            )
        most = max(number_of_tiers(price) for _, price in [*prices_of(charge), ("", {})])
        if exempt["tier"] > most:
            yield PlanProblem(
                f"{here}.tier",
                f'"{charge["code"]}" has {most} tiers' if most else f'"{charge["code"]}" has no tiers',
                "name a tier that it has",
            )

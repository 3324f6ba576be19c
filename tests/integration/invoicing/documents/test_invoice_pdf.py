# ruff: noqa: RUF001 - dashes, minus signs and times are printed
"""What an invoice shows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from invoicing.document_values import MonthOfUsage, UsageHistory
from invoicing.documents.invoice_pdf import render_invoice_pdf
from tests.integration.invoicing.documents.sample_documents import (
    PLACE,
    RECIPIENT,
    SELLER,
    STANDING,
    bucket,
    energy,
    invoice_document,
    pages_of,
    text_of,
)


@pytest.fixture(scope="module")
def printed():
    return text_of(render_invoice_pdf(invoice_document())).splitlines()


def test_names_both_parties_and_their_numbers(printed):
    window = printed.index("Ada Hill")
    assert printed[window : window + 3] == ["Ada Hill", "12 Hollow Lane", "Leeds LS1 2AB"]
    facts = ["Invoice number", "INV-2026-000123", "Invoice date", "3 February 2026", "Customer number"]
    facts += ["C00042", "Account number", "A-204-118", "Billing period", "1–31 Jan 2026"]
    assert printed[window + 3 : window + 13] == facts
    assert "Sunstone Energy & Utilities · 1 Meter Lane · Springfield" in printed
    assert "0800 123 · Tax number GB 123" in printed


def test_begins_with_the_amount_and_the_day_it_is_due(printed):
    hero = printed.index("Amount due")
    assert printed[hero : hero + 4] == ["Amount due", "£144.83", "Please pay by", "17 February 2026"]


def test_explains_every_line_in_words(printed):
    above = printed.index("Electricity above 300 kWh")
    assert printed[above : above + 5] == [
        "Electricity above 300 kWh",
        "120.5 kWh of 420.5 kWh lie above 300 kWh; 120.5 kWh × 0.31 = 37.355, rounded to 37.36 GBP",
        "120.5 kWh",
        "0.31",
        "37.36",
    ]
    assert "−5.62" in printed


def test_says_where_was_served_how_much_was_used_and_on_which_plan(printed):
    served = printed.index("Service point 10 0000 0001")
    assert printed[served + 1 : served + 5] == [
        "House 3 · 3 Mill Lane · Leeds LS1 4AP",
        "Home",
        "420.5 kWh",
        "13.6 kWh a day",
    ]


def test_adds_up(printed):
    assert "Before tax 120.69 VAT 20% of 120.69 24.14 Total £144.83" in " ".join(" ".join(printed).split())


def test_asks_for_the_number_as_reference(printed):
    payment = printed.index("How to pay")
    assert printed[payment + 1 : payment + 6] == [
        "Please pay £144.83 by 17 February 2026. Give the invoice number as your reference:",
        "Pay to",
        "Sunstone Energy & Utilities, IBAN GB33 1234",
        "Reference",
        "INV-2026-000123",
    ]


def test_fits_a_household_on_one_page(printed):
    assert printed[-1] == "Page 1 of 1"


def test_says_nothing_of_estimates_where_all_readings_are_actual(printed):
    assert "Estimated readings" not in printed


def test_notes_how_many_readings_are_estimated_and_counts_each_once():
    lines = (energy(1, 1, "0", "300", "0.25", e=6), energy(2, 2, "300", None, "0.31", e=6))
    text = text_of(render_invoice_pdf(invoice_document(lines))).replace("\n", " ")
    assert "6 of 1,488 intervals of this invoice are not actual readings" in text


def test_speaks_german_to_german_accounts():
    text = text_of(render_invoice_pdf(invoice_document(language="de", currency="EUR")))
    shown = ["Rechnung INV-2026-000123", "Zu zahlen\n144,83 €\nBitte zahlen Sie bis\n17. Februar 2026"]
    shown += ["Rechnungsdatum\n3. Februar 2026", "1.–31. Jan. 2026 · 31 Tage", "20 % auf 120,69"]
    shown += ["120,5 kWh von 420,5 kWh liegen über 300 kWh; 120,5 kWh × 0,31 = 37,355, gerundet 37,36 EUR"]
    shown += ["So zahlen Sie", "Verwendungszweck\nINV-2026-000123", "Seite 1 von 1"]
    assert [one for one in shown if one not in text] == []


def test_says_on_every_page_of_a_draft_that_it_is_one():
    lines = [replace(STANDING, position=position) for position in range(1, 26)]
    draft = invoice_document(lines, number=None, issue_date=None, due_date=None)
    pages = pages_of(render_invoice_pdf(draft))
    assert len(pages) == 2
    assert all("DRAFT" in page.splitlines() for page in pages)
    assert "Draft invoice" in pages[0]
    assert "It is not a demand for payment" in pages[1]
    assert "How to pay" not in pages[1]


@pytest.mark.parametrize(
    ("total", "shown"),
    [
        ("-12.50", "In your favour\n£12.50\nNothing to pay"),
        ("0", "Amount due\n£0.00\nNothing to pay"),
    ],
)
def test_asks_for_nothing_where_nothing_is_owed(total, shown):
    text = text_of(render_invoice_pdf(invoice_document(total=Decimal(total))))
    assert shown in text
    assert "Please pay" not in text


def test_repeats_head_and_service_point_on_every_page_and_counts_pages():
    lines = [replace(STANDING, position=position) for position in range(1, 41)]
    pages = pages_of(render_invoice_pdf(invoice_document(lines)))
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert page.splitlines()[-1] == f"Page {number} of 3"
        assert page.count("Service point 10 0000 0001\n") == 1
        assert page.count("Charges\nQuantity\nPrice per unit\nAmount in GBP\n") == 1
    assert sum(page.count("Standing charge\n") for page in pages) == 40


def test_groups_lines_by_service_point_with_subtotals():
    other = replace(PLACE, subscription_id=2, service_point="10 0000 0002", plan_name="Heat pump")
    lines = (
        STANDING,
        replace(STANDING, position=2, subscription_id=2),
        replace(energy(3, 1, "0", "300", "0.25"), subscription_id=2),
    )
    text = text_of(render_invoice_pdf(invoice_document(lines, places=(PLACE, other))))
    assert "Subtotal 10 0000 0001\n13.95" in text
    assert "Subtotal 10 0000 0002\n88.95" in text
    assert text.index("Subtotal 10 0000 0001") < text.index("Heat pump")


def test_shows_buckets_in_words_and_their_shares():
    lines = (bucket(1, "summer_on_peak", "100", "0.15"), bucket(2, "summer_off_peak", "300", "0.1"))
    text = text_of(render_invoice_pdf(invoice_document(lines)))
    assert "summer on peak 25%\nsummer off peak 75%" in text
    assert "Energy summer on peak\n100 kWh count as summer on peak; 100 kWh × 0.15 = 15.00 GBP" in text
    assert "400 kWh\n12.9 kWh a day" in text


def test_prints_markup_in_names_as_text(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("not for customers", encoding="utf-8")
    hostile = f"<img src=file://{secret}> </p></table><pdf:pagecount> &amp; <b>O'Neil</b> {{{{ 7 }}}}"
    document = invoice_document(
        [replace(STANDING, label=hostile, bucket="<u>x</u>")],
        recipient=replace(RECIPIENT, name=hostile),
        places=(replace(PLACE, site=hostile, plan_name="<a href=http://example.com>plan</a>"),),
    )
    text = text_of(render_invoice_pdf(document)).replace("\n", "").replace(" ", "")
    assert text.count(hostile.replace(" ", "")) == 3  # address window, service point, line
    assert "<u>x</u>" in text
    assert "<ahref=http://example.com>plan</a>" in text
    assert "notforcustomers" not in text


def test_prints_names_longer_than_their_place():
    long = "Wohnungseigentümergemeinschaftsverwaltungsgesellschaft " * 3 + "x" * 30
    document = invoice_document(
        [replace(STANDING, label=long)],
        recipient=replace(RECIPIENT, name=long, street=long),
        places=(replace(PLACE, site="M" * 200, plan_name="W" * 100),),
    )
    text = text_of(render_invoice_pdf(document)).replace("\n", "").replace(" ", "")
    assert text.count(long.replace(" ", "")) == 3
    assert "M" * 200 in text


def test_gives_the_same_bytes_again():
    assert render_invoice_pdf(invoice_document()) == render_invoice_pdf(invoice_document())


EURO_SELLER = replace(SELLER, bank_account="DE02120300000000202051")


def in_euro(**changes):
    document = invoice_document(currency="EUR", **changes)
    return replace(document, parties=replace(document.parties, seller=EURO_SELLER))


def test_has_a_code_to_scan_where_euro_go_to_an_iban():
    text = text_of(render_invoice_pdf(in_euro()))
    assert "Sunstone Energy & Utilities, DE02 1203 0000 0000 2020 51" in text
    assert "Scan with your banking app" in text
    german = text_of(render_invoice_pdf(in_euro(language="de")))
    assert "GiroCode" in german


@pytest.mark.parametrize(
    "document",
    [
        replace(in_euro(), currency="GBP"),
        replace(in_euro(), total=Decimal("-1.00")),
        replace(in_euro(), number=None, issue_date=None, due_date=None),
        invoice_document(currency="EUR"),
    ],
    ids=["pounds", "credit", "draft", "no IBAN"],
)
def test_has_no_code_where_nothing_can_be_paid_by_it(document):
    assert "Scan with" not in text_of(render_invoice_pdf(document))


def test_shows_the_usage_of_earlier_months_beside_this_one():
    months = tuple(MonthOfUsage(date(2025, month, 1), Decimal(400)) for month in range(1, 13))
    months += (MonthOfUsage(date(2026, 1, 1), Decimal("420.5")),)
    usage = (UsageHistory(1, "Electricity", "kWh", months),)
    text = text_of(render_invoice_pdf(invoice_document(usage=usage)))
    assert "Your usage\nElectricity\nkWh\n5% more than in January 2025" in text
    assert "\n420\n" in text
    assert "Your usage" not in text_of(render_invoice_pdf(invoice_document()))


def test_never_ends_a_page_with_the_head_of_lines_that_follow_on_the_next():
    places = (PLACE, replace(PLACE, subscription_id=2, service_point="10 0000 0002"))
    for count in range(1, 9):
        first = [replace(STANDING, position=position) for position in range(1, count + 1)]
        second = [replace(bucket(20, "day", "10", "0.2"), subscription_id=2)]
        second.append(replace(bucket(21, "night", "30", "0.1"), subscription_id=2))
        page, *_ = pages_of(render_invoice_pdf(invoice_document((*first, *second), places=places)))
        assert ("10 0000 0002" in page) == ("Energy day" in page), count

"""A line of an invoice, opened."""

import pytest

from invoicing.models import InvoiceLine
from tests.factories.billing import drafted_run, supplied_account
from tests.integration.invoicing.staff.pages import assert_for_office, clerk, queries_of, text_of, url

pytestmark = pytest.mark.django_db


def energy_url():
    supplied_account()
    drafted_run()
    line = InvoiceLine.objects.get(position=2)
    return url("invoice-line", line.invoice_id, line.position)


def test_is_for_the_office():
    assert_for_office(energy_url())


def test_is_404_for_a_line_that_is_not_there():
    address = energy_url()
    assert clerk().get(address.replace("/lines/2/", "/lines/9/")).status_code == 404


def test_tells_sentence_steps_rule_files_and_proof():
    page = text_of(clerk().get(energy_url())).replace("\N{NO-BREAK SPACE}", " ")
    assert "300 kWh of 372 kWh lie up to 300 kWh" in page
    assert "1,488 readings added up" in page
    assert "Tier 1: up to 300 kWh" in page
    assert "/charges/1/price/tiers/0" in page
    assert "readings-" in page
    assert "the same to the cent" in page
    assert "We have just added up the readings again: the quantity is the same." in page


def test_is_a_fragment_where_htmx_asks():
    address, browser = energy_url(), clerk()
    fragment = browser.get(address, headers={"HX-Request": "true"})
    assert "<html" not in text_of(fragment)
    assert fragment["HX-Push-Url"] == "false"
    assert "<html" in text_of(browser.get(address))
    assert "1,488 readings added up" in text_of(fragment)


def test_leads_to_the_intervals_of_a_day():
    address, browser = energy_url(), clerk()
    assert f'href="{address}?day=2026-01-31"' in text_of(browser.get(address))
    page = browser.get(address, {"day": "2026-01-31"})
    assert len(page.context["line"].interval_chart.bars) == 48
    assert "Saturday, 31 January 2026" in text_of(page)


def test_leads_to_the_rows_of_the_files_as_of_the_bill():
    address, browser = energy_url(), clerk()
    assert browser.get(address).context["source_links"] == []
    (link,) = browser.get(address, {"day": "2026-01-31"}).context["source_links"]
    assert "day=2026-01-31&as_of=2026-02-02T06%3A00%3A00%2B00%3A00" in link["url"]
    assert "48 of its 48 readings of this day count" in text_of(browser.get(link["url"]))


@pytest.mark.parametrize("day", ["2026-02-01", "2025-12-31", "rubbish", "2026-13-01"])
def test_shows_no_intervals_of_a_day_that_is_not_billed(day):
    page = clerk().get(energy_url(), {"day": day})
    assert (page.status_code, page.context["line"].interval_chart) == (200, None)


def test_asks_few_questions():
    assert queries_of(clerk(), energy_url()) <= 16

"""A bill of a channel read by dial says which readings it is made from."""

from datetime import date
from decimal import Decimal

import pytest

from invoicing.documents.explained_line import explain_line
from invoicing.models import InvoiceLine
from invoicing.queries.opened_line import load_opened_line
from tests.factories.billing import STARTED_AT, drafted_run
from tests.factories.dials import AT, dial_of_a_home, read_dial

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channel():
    channel = dial_of_a_home(at=STARTED_AT)
    drafted_run()
    return channel


def line():
    return load_opened_line(InvoiceLine.objects.get(position=2))


def told(opened, language="en", **options):
    explained = explain_line(opened, language, **options)
    return [source.name.replace("\N{NO-BREAK SPACE}", " ") for source in explained.sources]


def test_tells_staff_and_customer_who_read_what():
    first, second = told(line())
    assert first == (
        "Meter 4711 read 99,900 on 31 December 2025 by the utility, 10 on 10 January 2026 by the customer: "
        "110 kWh over 10 days, past the end of its dial"
    )
    assert second == (
        "Meter 4711 read 10 on 10 January 2026 by the customer, 232 on 1 February 2026 by the utility: "
        "222 kWh over 22 days"
    )
    assert "10 on 10 January 2026 by you" in told(line(), to_customer=True)[0]
    assert told(line(), "de", to_customer=True)[1] == (
        "Zähler 4711 zeigte 10 am 10. Januar 2026 (von Ihnen abgelesen), 232 am 1. Februar 2026 "
        "(vom Messstellenbetreiber abgelesen): 222 kWh (22 Tage)"
    )


def test_counts_whole_days_and_says_that_they_are_spread():
    opened = line()
    assert opened.recounted == Decimal("321.909")  # 110, and 21 of 22 days of 222
    summary = explain_line(opened, "en").days_summary
    assert summary.endswith("what was used between two meter readings is spread evenly.")


def test_keeps_to_the_readings_that_the_bill_was_made_from(channel):
    before = told(line())
    read_dial(channel, 20, 111, at=AT)
    assert told(line()) == before
    assert date(2026, 1, 20) in channel.register_readings.values_list("read_date", flat=True)

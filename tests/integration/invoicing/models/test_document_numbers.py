"""Numbers without gaps, in the order of their dates."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from invoicing.models import InvoiceNumberSequence
from invoicing.models.document_numbers import IssueDateGoesBack, document_number, take_numbers
from tests.integration.invoicing.models.refusals import refusal, ways_to_change, ways_to_delete

pytestmark = pytest.mark.django_db
FEBRUARY_3 = date(2026, 2, 3)


def test_are_blocks_that_follow_one_another():
    assert [take_numbers("INV", FEBRUARY_3, count) for count in (1, 500, 2)] == [1, 2, 502]


def test_begin_again_in_each_series_and_year():
    assert take_numbers("INV", FEBRUARY_3, 5) == 1
    assert take_numbers("CN", FEBRUARY_3, 1) == 1
    assert take_numbers("INV", date(2027, 1, 1), 1) == 1
    assert take_numbers("INV", date(2026, 12, 31), 1) == 6


def test_never_go_back_in_time():
    take_numbers("INV", FEBRUARY_3, 1)
    with pytest.raises(IssueDateGoesBack, match="the last INV document of 2026 is dated after 2026-02-02"):
        take_numbers("INV", date(2026, 2, 2), 1)
    assert take_numbers("INV", FEBRUARY_3, 1) == 2


@pytest.mark.parametrize(("number", "printed"), [(1, "INV-2026-000001"), (1234567, "INV-2026-1234567")])
def test_are_printed_with_six_digits_or_as_many_as_it_takes(number, printed):
    assert document_number("INV", 2026, number) == printed


def test_of_a_rolled_back_transaction_are_free_again():
    take_numbers("INV", FEBRUARY_3, 1)
    with transaction.atomic():
        assert take_numbers("INV", date(2026, 5, 1), 10) == 2
        transaction.set_rollback(True)
    assert take_numbers("INV", FEBRUARY_3, 1) == 2


@pytest.mark.django_db(transaction=True)
def test_are_given_once_under_two_threads_of_which_one_rolls_back_half_the_time():
    kept, barrier = [], threading.Barrier(2)

    def take(rolls_back):
        try:
            barrier.wait()
            for turn in range(40):
                with transaction.atomic():
                    first = take_numbers("INV", FEBRUARY_3, 3)
                    undone = rolls_back and turn % 2 == 0
                    transaction.set_rollback(undone)
                if not undone:
                    kept.extend(range(first, first + 3))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[rolls_back]) for rolls_back in (False, True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(kept) == list(range(1, 181))
    assert InvoiceNumberSequence.objects.get().last_number == 180


@pytest.mark.parametrize(
    ("field", "value"),
    [("last_number", 4), ("last_issue_date", date(2026, 2, 2)), ("year", 2025), ("series", "ALT")],
)
def test_the_sequence_never_goes_back(field, value):
    take_numbers("INV", FEBRUARY_3, 5)
    for change in ways_to_change(InvoiceNumberSequence.objects.get(), field, value):
        assert "A number sequence never goes back" in refusal(change)


def test_the_sequence_is_not_deleted():
    take_numbers("INV", FEBRUARY_3, 5)
    for delete in ways_to_delete(InvoiceNumberSequence.objects.get()):
        assert "has given out numbers and cannot be deleted" in refusal(delete)


def test_a_series_has_one_sequence_per_year():
    take_numbers("INV", FEBRUARY_3, 5)
    again = InvoiceNumberSequence(series="INV", year=2026)
    assert "number_sequence_once_per_series_and_year" in refusal(again.save)

"""The gate between deliveries and bill runs, with two connections."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from metering.models import PeriodGate, ReadingBatch
from metering.models.period_gate import enter_as_writer, fix_cut_off, let_others_finish
from tests.factories.metering import ReadingBatchFactory, UtilityFactory

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)


class Elsewhere(Thread):
    """A transaction of another connection, which stays open until it is told to end."""

    def __init__(self, function, *arguments):
        super().__init__()
        self.function, self.arguments = function, arguments
        self.result = None
        self.is_inside, self.may_end = Event(), Event()

    def run(self):
        try:
            with transaction.atomic():
                self.result = self.function(*self.arguments)
                self.is_inside.set()
                self.may_end.wait(20)
        finally:
            connection.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self.may_end.set()
        self.join(20)
        assert not self.is_alive()


@pytest.mark.django_db(transaction=True)
class TestWithTwoConnections:
    def test_a_cut_off_waits_for_a_writer(self):
        with Elsewhere(enter_as_writer, NOW) as writer:
            assert writer.is_inside.wait(10)
            with Elsewhere(fix_cut_off, NOW) as run:
                assert not run.is_inside.wait(0.3)
                writer.end()
                assert run.is_inside.wait(10)
        assert run.result == NOW

    def test_a_writer_waits_for_a_cut_off_and_is_received_after_it(self):
        with Elsewhere(fix_cut_off, NOW) as run:
            assert run.is_inside.wait(10)
            with Elsewhere(enter_as_writer, NOW - SECOND) as writer:
                assert not writer.is_inside.wait(0.3)
                run.end()
                assert writer.is_inside.wait(10)
        assert writer.result == NOW + TICK

    def test_writers_do_not_wait_for_each_other(self):
        with Elsewhere(enter_as_writer, NOW) as one, Elsewhere(enter_as_writer, NOW) as other:
            assert one.is_inside.wait(10)
            assert other.is_inside.wait(10)

    def test_writers_of_one_utility_come_one_after_the_other(self):
        first, second = ReadingBatchFactory(), ReadingBatchFactory(content_hash="b")
        stranger = ReadingBatchFactory(utility=UtilityFactory(code="SOUTH"))
        with Elsewhere(let_others_finish, first.pk) as one:
            assert one.is_inside.wait(10)
            with Elsewhere(let_others_finish, stranger.pk) as unhindered:
                assert unhindered.is_inside.wait(10)
            with Elsewhere(let_others_finish, second.pk) as other:
                assert not other.is_inside.wait(0.3)
                one.end()
                assert other.is_inside.wait(10)

    def test_a_writer_lets_others_add_rows_that_name_the_utility(self):
        batch = ReadingBatchFactory()
        with Elsewhere(let_others_finish, batch.pk) as one:
            assert one.is_inside.wait(10)
            ReadingBatchFactory(utility=batch.utility, content_hash="b")
        assert ReadingBatch.objects.count() == 2


@pytest.mark.django_db
class TestCutOff:
    def test_is_the_present_when_nothing_came_later(self):
        ReadingBatchFactory(received_at=NOW - SECOND)
        assert fix_cut_off(NOW) == NOW
        assert PeriodGate.objects.get().as_of == NOW

    def test_never_goes_back(self):
        fix_cut_off(NOW)
        assert fix_cut_off(NOW - SECOND) == NOW

    def test_is_not_before_a_reading_that_a_faster_clock_has_stamped(self):
        ReadingBatchFactory(received_at=NOW + SECOND)
        assert fix_cut_off(NOW) == NOW + SECOND

    def test_is_not_before_a_withdrawal_that_a_faster_clock_has_stamped(self):
        ReadingBatchFactory(state="WITHDRAWN", received_at=NOW - SECOND, withdrawn_at=NOW + SECOND)
        assert fix_cut_off(NOW) == NOW + SECOND

    def test_a_writer_before_any_cut_off_keeps_its_time(self):
        assert enter_as_writer(NOW) == NOW

    def test_a_writer_after_the_cut_off_keeps_its_time(self):
        fix_cut_off(NOW)
        assert enter_as_writer(NOW + SECOND) == NOW + SECOND
        assert enter_as_writer(NOW) == NOW + TICK

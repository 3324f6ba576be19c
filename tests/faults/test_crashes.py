"""Death at every boundary of every operation; and the proof that the harness would see a careless one."""

import pytest

from tests.faults.crash import crash_everywhere
from tests.faults.operations import OPERATIONS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
BY_NAME = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


@BY_NAME
def test_is_done_once_and_whole_wherever_it_is_killed(operation, tally):
    points = list(crash_everywhere(operation))
    tally("crash points tried", operation.name, len(points))
    assert [str(point) for point in points if point.wrong] == []
    # The transaction's own COMMIT is among the boundaries, or the operation was not seen at all.
    assert "before COMMIT" in {point.boundary for point in points}


@BY_NAME
def test_its_broken_twin_is_seen(operation):
    assert any(point.wrong for point in crash_everywhere(operation, twin=True))

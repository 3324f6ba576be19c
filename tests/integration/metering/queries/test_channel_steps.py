"""How long the intervals of a utility's channels are."""

import pytest

from metering.queries.channel_steps import load_steps_of_utility
from tests.factories.metering import UtilityFactory
from tests.factories.uploads import channel_at

pytestmark = pytest.mark.django_db


def test_names_only_those_that_are_not_as_most():
    for point in ("A", "B"):
        channel_at(point, step_minutes=15)
    channel_at("C", step_minutes=5)
    channel_at("D", step_minutes=60, utility=UtilityFactory(code="SOUTH"))
    steps = load_steps_of_utility(UtilityFactory())
    assert (steps.usual_minutes, steps.others) == (15, {("C", "E1"): 5})
    assert (steps.step_s("A", "E1"), steps.step_s("C", "E1"), steps.step_s("?", "E1")) == (900, 300, 900)


def test_a_utility_without_channels_has_a_usual_step_too(django_assert_num_queries):
    utility = UtilityFactory()
    with django_assert_num_queries(2):
        assert load_steps_of_utility(utility).usual_minutes == 30

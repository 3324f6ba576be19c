"""What utilities, regulators and others published comes out of the engine, or has no adapter yet."""

from decimal import Decimal

import pytest

from tests.golden.published_examples import (
    ADAPTERS,
    NoAdapter,
    check_published_example,
    marks,
    published_examples,
)

EXAMPLES = published_examples()


@pytest.mark.parametrize(
    "example", [pytest.param(example, id=name, marks=marks(example)) for name, example in EXAMPLES]
)
def test_gives_what_was_published(example):
    assert check_published_example(example) == len(example["check"]) >= 1


def test_has_an_example_for_every_adapter():
    assert ADAPTERS.keys() <= {example["id"] for _, example in EXAMPLES}


MOVE_IN = {"id": "move-in-proration", "source": "a manual"}


def test_fails_on_another_value():
    with pytest.raises(AssertionError, match=r"a manual says 30\*19/30 = 19.01, we say 19"):
        check_published_example({**MOVE_IN, "check": [["30*19/30", Decimal("19.01"), 2]]})


def test_fails_on_another_number_of_values():
    check = ["30*19/30", 19, 2]
    with pytest.raises(ValueError, match="zip"):
        check_published_example({**MOVE_IN, "check": [check, check]})


def test_takes_a_value_within_its_tolerance():
    check = ["30*19/30", Decimal("19.01"), 2, Decimal("0.01")]
    assert check_published_example({**MOVE_IN, "check": [check]}) == 1


def test_shows_an_example_that_nobody_has_expressed():
    unknown = {"id": "barter-2031", "source": "a fair", "check": [["1+1", 2, 0]]}
    (mark,) = marks(unknown)
    assert (mark.kwargs["strict"], mark.kwargs["raises"], mark.kwargs["reason"]) == (
        True,
        NoAdapter,
        "no adapter",
    )
    with pytest.raises(NoAdapter, match="barter-2031"):
        check_published_example(unknown)

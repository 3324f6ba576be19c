"""The anticipated failure of rating."""

import pytest

from pricing.rating import UnableToRate


def test_says_what_does_not_fit_and_is_no_programming_error():
    with pytest.raises(UnableToRate, match="no channel measures GAS"):
        raise UnableToRate("no channel measures GAS")
    assert not issubclass(UnableToRate, ValueError | TypeError | LookupError)

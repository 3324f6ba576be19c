"""Time-of-use hours as a utility coded them; the hours lie apart from the repository for their licence."""

import pytest

from tests.golden import tou_hours

NOT_HERE = (
    "name the folder of the coded hours in GOLDEN_CASES; their licence keeps them out of the repository"
)


def _expected_to_fail(reason):
    return pytest.mark.xfail(strict=True, raises=FileNotFoundError, reason=reason)


def _parameters():
    files = tou_hours.tou_files()
    if not files:
        yield pytest.param(None, id="none-at-hand", marks=_expected_to_fail(NOT_HERE))
    for name, file in files:
        try:
            tou_hours.data_path(file)
            marks = []
        except FileNotFoundError as error:
            marks = [_expected_to_fail(str(error))]
        yield pytest.param(file, id=name, marks=marks)


FILES = list(_parameters())


@pytest.mark.parametrize("file", FILES)
def test_puts_every_hour_into_the_bucket_the_utility_wrote(file):
    assert tou_hours.check_hours(file) == sum(month["hours"] for month in file.content["months"].values())


@pytest.mark.parametrize("file", FILES)
def test_charges_each_month_by_bucket(file):
    assert tou_hours.check_months(file) == len(file.content["months"])

"""What is wrong with a small file is said of what is wrong with it."""

import pytest

from tests.factories.uploads import POINT, channel_at, checked, csv_of, half_hours

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
AT = "2026-03-02T10:00Z"


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        (f"0000,E1,{AT},1,kWh", "service point", "0000"),
        (f"4.10352E+09,E1,{AT},1,kWh", "service_point", "4.10352E+09"),
        (f"{POINT},E9,{AT},1,kWh", "channel", "E9"),
        (f"{POINT},E1,{AT},1,m3", "unit", "m3"),
        (f"{POINT},E1,{AT},=1+1,kWh", "value", "=1+1"),
    ],
)
def test_a_row_that_stands_alone_is_refused_for_its_own_reason(row, field, value):
    channel_at()
    upload = checked(csv_of(*half_hours(2), row))
    assert [(each["row"], each["field"], each["value"]) for each in upload.problems] == [(4, field, value)]
    assert (upload.reading_count, upload.rejected_count) == (2, 1)


def test_a_row_of_a_larger_unit_is_converted():
    channel_at()
    upload = checked(csv_of(f"{POINT},E1,{AT},0.0015,MWh"))
    assert (upload.state, upload.check_result["channels"][0]["total"]) == ("CHECKED", "1.500")

"""What a JSON body may say."""

import msgspec
import pytest

from metering.file_formats.api_json_shapes import DOCUMENT
from tests.unit.metering.file_formats.sent_json import document, reading, series


def test_takes_series_and_readings_with_all_they_may_say():
    read = DOCUMENT.decode(
        document(
            mode="atomic",
            series=[series(quality=["actual", "estimated"])],
            readings=[reading(step_minutes=15, quality="estimated")],
        )
    )
    assert (read.mode, bytes(read.series[0].values)) == ("atomic", b'["1.5", "2"]')
    assert bytes(read.readings[0].value) == b'"1.5"'


@pytest.mark.parametrize(
    "body",
    [
        document(mode="maybe"),
        document(series=[series(step_minutes=0)]),
        document(series=[series(step_minutes=1441)]),
        document(series=[series(step_minutes="30")]),
        document(series=[series(service_point="")]),
        document(series=[series(service_point="P" * 41)]),
        document(series=[series(quality=5)]),
        document(readings=[reading(values=["1"])]),
        document(readings=[{**reading(), "id": 777}]),
        document(readings=[reading(start=1700000000)]),
        document(state="final"),
    ],
)
def test_refuses_everything_else(body):
    with pytest.raises(msgspec.ValidationError):
        DOCUMENT.decode(body)

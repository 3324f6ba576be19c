"""Windows as rows of text."""

import json
from importlib.resources import files

import pytest

from pricing.plan_documents.window_rows import read_window_rows, window_rows
from tests.unit.pricing.plan_documents.documents import tou_plan

PATH = "$.calendars.tou.windows"
EXAMPLES = [
    json.loads(one.read_text("utf-8"))
    for one in files("pricing.plan_documents").joinpath("examples").iterdir()
]


def test_writes_what_is_limited():
    assert window_rows(tou_plan()["calendars"]["tou"]["windows"]) == (
        "peak | 16:00 to 21:00 | weekday | summer\noff_peak"
    )


def test_reads_back_what_it_wrote():
    read = 0
    for document in EXAMPLES:
        for calendar in document.get("calendars", {}).values():
            rows = window_rows(calendar["windows"])
            assert rows is not None
            assert read_window_rows(rows, PATH) == (calendar["windows"], ())
            read += 1
    assert read >= 7


@pytest.mark.parametrize(
    ("row", "window"),
    [
        ("peak|7:00-21:00", {"bucket": "peak", "from": "07:00", "to": "21:00"}),
        ("night | 21:00 to 07:00", {"bucket": "night", "from": "21:00", "to": "07:00"}),
        ("peak | all day | Monday, holiday", {"bucket": "peak", "days": ["monday", "holiday"]}),
        ("peak | | every day | winter", {"bucket": "peak", "season": "winter"}),
        ("peak | 0:00 to 07:00", {"bucket": "peak", "to": "07:00"}),
        ("peak | 0:00 to 24:00", {"bucket": "peak", "to": "24:00"}),
        ("peak | 16:00 to 24:00 | every day", {"bucket": "peak", "from": "16:00"}),
    ],
)
def test_reads_what_people_type(row, window):
    assert read_window_rows(f"\n{row}\n", PATH) == ([window], ())


def test_names_the_row_that_it_does_not_understand():
    windows, problems = read_window_rows("peak\npeak | noon\na | b | c | d | e", PATH)
    assert [str(problem) for problem in problems] == [
        f"{PATH}: row 2: “noon” are no hours (write them as 16:00 to 21:00, or all day)",
        f"{PATH}: row 3: it has more than four parts (write: bucket | hours | days | season)",
    ]
    assert len(windows) == 3


@pytest.mark.parametrize(
    "windows",
    [
        None,
        "text",
        [1],
        [{"bucket": 3}],
        [{"bucket": "peak", "of_tomorrow": "x"}],
        [{"bucket": "a", "days": 3}],
    ],
)
def test_leaves_alone_what_rows_cannot_say(windows):
    assert window_rows(windows) is None

"""What a check found, in words."""

import pytest

from metering.models import ReadingBatch, ReadingUpload
from metering.staff.upload_wording import problem_groups, sample_sentence, state_badge

SAMPLE = {
    "row": 1203,
    "service_point": "QB0000001",
    "channel": "E1",
    "starts_at": "2026-10-25T16:00:00+00:00",
    "step_minutes": 30,
    "quantity": "0.42",
    "unit": "kWh",
    "quality": "actual",
    "run_count": 1,
    "run_ends_at": "2026-10-25T16:30:00+00:00",
    "zone_name": "Australia/Brisbane",
}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {},
            "Row 1,203: meter point QB0000001, channel E1, 26 Oct 2026 02:00~02:30 AEST, 0.42 kWh, actual.",
        ),
        (
            {"run_count": 1488, "run_ends_at": "2026-11-25T16:00:00+00:00", "quantity": "-1"},
            (
                "Row 1,203: meter point QB0000001, channel E1, 26 Oct 2026 02:00~02:30 AEST, \N{MINUS SIGN}1 kWh, actual; "
                "then every 30 minutes until 26 Nov 2026 02:00 AEST, 1,488 readings in all."
            ),
        ),
        (
            {"zone_name": "Europe/London", "starts_at": "2026-10-25T00:30:00+00:00"},
            "Row 1,203: meter point QB0000001, channel E1, 25 Oct 2026 01:30 BST~01:00 GMT, 0.42 kWh, actual.",
        ),
        (
            {"zone_name": ""},
            "Row 1,203: meter point QB0000001, channel E1, 25 Oct 2026 16:00~16:30 UTC, 0.42 kWh, actual.",
        ),
    ],
    ids=["one reading", "a run", "the hour that comes twice", "an unknown channel"],
)
def test_says_how_a_row_was_understood(facts, sentence):
    assert sample_sentence(SAMPLE | facts, None) == sentence.replace("~", "\N{EN DASH}")


def test_an_unknown_channel_goes_by_the_clock_of_the_file():
    assert "26 Oct 2026 01:00" in sample_sentence(SAMPLE | {"zone_name": ""}, "Asia/Tokyo")


def problem(row, field="value", cure="write a number", message="this is not a number"):
    return {
        "row": row,
        "field": field,
        "value": f"x{row}",
        "message": message,
        "cure": cure,
        "reading_count": 2,
    }


def test_problems_of_one_cause_stand_together():
    problems = [problem(row) for row in range(2, 10)] + [problem(11, "channel", "add it", "no such channel")]
    refused = [{"field": "channel", "cure": "add it", "readings": readings} for readings in (48, 96)]
    channel, value = problem_groups(problems, refused)
    assert (channel.message, channel.count, channel.reading_count, channel.more_count) == (
        "no such channel",
        1,
        144,
        0,
    )
    assert (value.message, value.count, value.reading_count, value.more_count) == (
        "this is not a number",
        8,
        16,
        3,
    )
    assert [row["row"] for row in value.rows] == [2, 3, 4, 5, 6]


def test_what_is_wrong_with_the_whole_file_comes_first():
    problems = [problem(2), problem(3), problem(1, "file", "send NEM12", "too many errors")]
    assert [group.field for group in problem_groups(problems, [])] == ["file", "value"]


def test_what_was_withdrawn_by_other_means_counts_as_undone():
    upload = ReadingUpload(state="COMMITTED", batch=ReadingBatch(state="STORED"))
    assert (state_badge(upload).label, state_badge(upload).tone) == ("stored", "ok")
    upload.batch.state = "WITHDRAWN"
    assert (state_badge(upload).label, state_badge(upload).also) == ("undone", "struck")


@pytest.mark.parametrize("state", ReadingUpload.State)
def test_every_state_has_a_badge(state):
    assert state_badge(ReadingUpload(state=state)).label

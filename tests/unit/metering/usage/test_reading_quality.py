"""Which reading counts."""

from metering.usage.reading_quality import ReadingQuality


def test_the_better_quality_has_the_larger_code():
    assert [quality.name for quality in sorted(ReadingQuality, reverse=True)] == [
        "EDITED",
        "ACTUAL",
        "CUSTOMER",
        "FINAL_SUBSTITUTED",
        "SUBSTITUTED",
        "ESTIMATED",
        "MISSING",
    ]


def test_codes_fit_one_byte_and_are_those_in_the_database():
    assert [int(quality) for quality in ReadingQuality] == [0, 20, 30, 40, 50, 60, 70]


def test_people_see_a_word():
    assert ReadingQuality.FINAL_SUBSTITUTED.label == "final substituted"

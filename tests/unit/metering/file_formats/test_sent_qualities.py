"""Words for qualities, as programs send them."""

from metering.file_formats.sent_qualities import QUALITY_WORDS, quality_word, read_quality_words
from metering.usage.reading_quality import ReadingQuality


def test_knows_what_a_sender_can_say():
    assert set(QUALITY_WORDS) == {"actual", "customer", "estimated", "substituted", "final_substituted"}


def test_reads_words_and_finds_the_first_that_is_none():
    codes, unknown = read_quality_words(["actual", "estimated"])
    assert (codes.tolist(), unknown) == ([60, 20], None)
    assert read_quality_words(["actual", "missing", "edited"])[1] == 1
    assert read_quality_words([])[1] is None


def test_says_each_code_as_it_would_be_sent():
    assert quality_word(ReadingQuality.FINAL_SUBSTITUTED) == "final_substituted"
    assert quality_word(ReadingQuality.MISSING) is None

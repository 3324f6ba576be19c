"""What a file holds that cannot be taken."""

from metering.file_formats.parsed_readings import RowError
from metering.file_formats.rejections import ERRORS_KEPT, Rejections


def error(row=1):
    return RowError(row, "value", "x", "the value is not a number", "write a number")


def test_is_false_until_something_is_refused():
    rejections = Rejections()
    assert not rejections
    rejections.add(error())
    assert rejections


def test_a_file_without_readings_is_refused_too():
    rejections = Rejections()
    rejections.add(error(), 0)
    assert rejections
    assert (rejections.error_count, rejections.reading_count) == (1, 0)


def test_counts_the_readings_behind_a_problem():
    rejections = Rejections()
    rejections.add(error(3), 48)
    rejections.count_again(96)
    assert (rejections.error_count, rejections.reading_count) == (1, 144)
    assert rejections.errors == [error(3)]


def test_keeps_the_first_and_counts_all():
    rejections = Rejections()
    for row in range(1, ERRORS_KEPT + 501):
        rejections.add(error(row))
    assert [rejections.errors[0].row, rejections.errors[-1].row] == [1, 1000]
    assert (rejections.error_count, rejections.reading_count) == (1500, 1500)


def test_what_is_wrong_with_the_file_comes_first_and_is_kept():
    rejections = Rejections()
    for row in range(1, ERRORS_KEPT + 2):
        rejections.add(error(row))
    whole = RowError(1001, "file", "", "too many errors", "correct the file")
    rejections.put_first([error(1), error(2), whole])
    assert rejections.errors[:2] == [whole, error(1)]
    assert len(rejections.errors) == 1000
    assert (rejections.error_count, rejections.reading_count) == (1002, 1002)


def test_a_new_problem_makes_the_last_repeat_give_way():
    rejections = Rejections()
    rejections.add(error(1))
    assert rejections.room == ERRORS_KEPT - 1
    rejections.add_repeats([error(row) for row in range(2, ERRORS_KEPT + 1)], ERRORS_KEPT + 99)
    assert rejections.room == 0
    rejections.add(error(5001), 48)
    assert [each.row for each in rejections.errors] == [*range(1, ERRORS_KEPT), 5001]
    assert (rejections.error_count, rejections.reading_count) == (ERRORS_KEPT + 101, ERRORS_KEPT + 148)

"""What parsers yield."""

from metering.file_formats.parsed_readings import RowError, UnreadableFile


def test_an_error_names_row_field_value_and_cure():
    error = RowError(7, "value", "1,5", "this is not a number", "use a point")
    assert str(error) == "row 7, value '1,5': this is not a number (use a point)"


def test_an_unreadable_file_carries_its_errors_in_order():
    errors = [RowError(1, "a", "", "x", "y"), RowError(2, "b", "", "x", "y")]
    refusal = UnreadableFile(errors)
    assert refusal.errors == tuple(errors)
    assert str(refusal) == "row 1, a '': x (y); row 2, b '': x (y)"

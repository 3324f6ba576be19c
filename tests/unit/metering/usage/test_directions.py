"""Which way energy flows."""

from metering.usage.directions import import_first, is_export


def test_puts_what_is_used_before_what_is_given_away_and_names_each_once():
    codes = ["ELECTRICITY_EXPORT", "ELECTRICITY_IMPORT", "WATER", "ELECTRICITY_IMPORT"]
    assert import_first(codes) == ["ELECTRICITY_IMPORT", "WATER", "ELECTRICITY_EXPORT"]
    assert [is_export(code) for code in codes] == [True, False, False, False]

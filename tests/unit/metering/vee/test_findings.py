"""What a finding is stored as."""

from datetime import UTC, datetime

from metering.vee.findings import Finding, Rule, Severity


def test_codes_are_what_is_stored():
    assert [str(rule) for rule in Rule] == [
        "GAP",
        "DUPLICATE",
        "SPIKE",
        "NEGATIVE",
        "ZERO",
        "STUCK",
        "REGISTER",
    ]
    assert [str(severity) for severity in Severity] == ["INFO", "WARNING", "STOP"]


def test_equal_findings_are_equal():
    one, other = (
        Finding(Rule.GAP, Severity.STOP, datetime(2026, 3, 3, tzinfo=UTC), 18, "18 half-hours missing")
        for _ in range(2)
    )
    assert one == other

"""How a reading came to be, and which of two readings for one interval counts.

The codes are in order of precedence (VEE practice: actual > customer's own > final substitute > substitute
> estimate > missing; a clerk's edit carries a reason and outranks the meter), so the larger code wins and
of two equal ones the later received.
"""

from enum import IntEnum


class ReadingQuality(IntEnum):
    """One byte per interval in the database."""

    MISSING = 0
    ESTIMATED = 20
    SUBSTITUTED = 30
    FINAL_SUBSTITUTED = 40
    CUSTOMER = 50
    ACTUAL = 60
    EDITED = 70

    @property
    def label(self) -> str:
        """The word people see."""
        return self.name.lower().replace("_", " ")

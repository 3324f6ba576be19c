"""The anticipated failure of rating."""


class UnableToRate(Exception):
    """The usage and the plan do not fit together; the message says which and how to cure it."""

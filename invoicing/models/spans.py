"""Expressions for exclusion constraints that need no extension: a scalar is a range of one."""

from typing import Any

from django.db.models import F, Func, Value


class IdRange(Func):
    """The range that holds just one id, so that `&&` means equal."""

    template = "int8range(%(expressions)s::int8, '[]')"
    arg_joiner = "::int8, "

    def __init__(self, expression: str | Func) -> None:
        # Twice as an argument, not twice in the template: a form checks the constraint with values in it.
        bound = F(expression) if isinstance(expression, str) else expression
        super().__init__(bound, bound)


class TextHash(Func):
    """An integer for a text; two texts of one subscription with one hash would exclude each other."""

    function = "hashtext"

    def __init__(self, field: str) -> None:
        super().__init__(F(field))


class DateSpan(Func):
    """Local days from the first up to but not including the last; an empty end is open."""

    function = "daterange"

    def __init__(self, from_field: str, to_field: str, **extra: Any) -> None:
        super().__init__(F(from_field), F(to_field), Value("[)"), **extra)

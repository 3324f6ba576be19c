"""Many rows before the database at once: what its own checks say of them, and their change in one statement.

The checks are read from the catalogue, so what is said of a row before it is stored is what would be said then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.db import IntegrityError, connection, models, transaction

_ROWS_A_WRITE: Final = 2_000
_MOST_NAMED: Final = 20
_CHECKS: Final = """
    SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype = 'c' ORDER BY conname"""


def failed_checks(model: type[models.Model], rows: Sequence[models.Model]) -> Iterator[tuple[int, str]]:
    """The place of each row in `rows` that a check constraint would refuse, and the constraint's name."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_CHECKS, [model._meta.db_table])
        checks = cursor.fetchall()
        if not checks:
            return
        source, values = _as_table(model._meta.local_concrete_fields, rows)
        refusals = " UNION ALL ".join(
            f"SELECT place, {_literal(name)} FROM given WHERE NOT ({condition.replace('%', '%%')})"
            for name, condition in checks
        )
        cursor.execute(f"WITH given AS ({source}) {refusals} ORDER BY 1, 2", values)
        for place, name in cursor.fetchall():
            yield place - 1, name


def words_of_constraint(model: type[models.Model], name: str) -> tuple[str, str]:
    """The model's field that the constraint is about and what it says; general words for one without its own."""
    for constraint in model._meta.constraints:
        if constraint.name == name:
            message = str(constraint.get_violation_error_message())
            return constraint.violation_error_code or "", message
    return "", f"The database refuses this row ({name}): correct it, or send the file to us."


def store_rows(
    model: type[models.Model],
    attributes: Sequence[str],
    *,
    new: Sequence[models.Model],
    changed: Sequence[models.Model],
) -> list[tuple[models.Model, str]]:
    """Store these attributes of the changed rows, then the new rows, a few thousand at a time.

    Returns rows that the database refuses, each with the name of the constraint; they are told apart by
    halving, so that not many are named. Then some others are stored: the caller takes everything back.
    """

    def update(rows: Sequence[models.Model]) -> None:
        _update(model, attributes, rows)

    def create(rows: Sequence[models.Model]) -> None:
        model._default_manager.bulk_create(rows)

    refused: list[tuple[models.Model, str]] = []
    for rows, write in ((changed, update), (new, create)):
        for start in range(0, len(rows), _ROWS_A_WRITE):
            refused += _refused(write, rows[start : start + _ROWS_A_WRITE], _MOST_NAMED - len(refused))
    return refused


def _update(model: type[models.Model], attributes: Sequence[str], rows: Sequence[models.Model]) -> None:
    primary_key = model._meta.pk
    assert primary_key is not None
    fields = [field for field in model._meta.local_concrete_fields if field.attname in attributes]
    source, values = _as_table([primary_key, *fields], rows)
    changes = ", ".join(f"{_name(field.column)} = given.{_name(field.column)}" for field in fields)
    table, key = _name(model._meta.db_table), _name(primary_key.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH given AS ({source}) UPDATE {table} SET {changes} FROM given WHERE {table}.{key} = given.{key}",
            values,
        )


def _refused(
    write: Callable[[Sequence[models.Model]], None], rows: Sequence[models.Model], most: int
) -> list[tuple[models.Model, str]]:
    if not rows or most <= 0:
        return []
    try:
        with transaction.atomic():
            write(rows)
            connection.check_constraints()  # of references too, which would otherwise wait for the commit
    except IntegrityError as error:
        if len(rows) == 1:
            diagnosis = getattr(error.__cause__, "diag", None)
            return [(rows[0], getattr(diagnosis, "constraint_name", "") or "")]
    else:
        return []
    middle = len(rows) // 2
    refused = _refused(write, rows[:middle], most)
    return refused + _refused(write, rows[middle:], most - len(refused))


def _as_table(
    fields: Sequence[models.Field[Any, Any]], rows: Sequence[models.Model]
) -> tuple[str, list[Any]]:
    """A query that gives the fields of the rows and their place from 1, and its parameters: an array a column."""
    kinds = [str(field.db_type(connection)).split("(")[0] for field in fields]
    arrays = ", ".join(f"%s::{'text' if kind == 'varchar' else kind}[]" for kind in kinds)
    names = ", ".join(_name(field.column) for field in fields)
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in fields
    ]
    return f"SELECT * FROM unnest({arrays}) WITH ORDINALITY AS given({names}, place)", values


def _name(name: str | None) -> str:
    assert name is not None  # only a composite key has no column, and master data have none
    return connection.ops.quote_name(name)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"

"""Bulk files of one table of master data: rows found by their natural key, checked and stored as a set.

A row whose key is stored changes that row, any other is new; nothing is ever deleted. Nothing is stored when any
row has a problem. What one row needs of the database is asked for all rows at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

import tablib
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export.resources import ModelResource
from import_export.results import Result, RowResult

from billing_site.foundation.bulk_data.columns import Column, NotTaken, cell_text
from billing_site.foundation.bulk_data.reference_column import ReferenceColumn, chunks
from billing_site.foundation.bulk_data.row_outcomes import Change, ImportOutcome, Kind, RowOutcome
from billing_site.foundation.bulk_data.rows_in_database import (
    failed_checks,
    store_rows,
    words_of_constraint,
)
from billing_site.foundation.bulk_data.spreadsheet_table import MOST_ROWS, CellProblem, Table

_KEYS_A_QUERY: Final = 10_000

_Objection = tuple[RowOutcome, str, str]
"""A row, the column that is to blame, and what is wrong with how to cure it."""


class _RowResult(RowResult):
    def add_instance_info(self, instance: Any) -> None:
        """Not by name: a row is named by others, which would have to be loaded for each."""


class MasterDataResource(ModelResource):
    """What a table's own resource refines. `Meta` has the model and, as `fields`, the columns in their order."""

    key: ClassVar[tuple[str, ...]]
    """The columns that tell rows apart; the last of them narrows the search for stored rows."""
    related: ClassVar[tuple[str, ...]] = ()
    """The relations that the columns show."""
    fixed_once_used: ClassVar[tuple[str, ...]] = ()
    """The model's fields that give stored data their meaning: locked as soon as there are such data."""
    fixed_because: ClassVar[str] = ""

    class Meta:
        use_bulk = True
        use_transactions = True
        skip_unchanged = True
        report_skipped = False
        skip_diff = True  # of the library; ours is made while a row is read
        skip_html_diff = True
        clean_model_instances = False  # it would ask the database for each row

    @classmethod
    def used_among(cls, ids: Collection[int]) -> set[int]:
        """Those of the stored rows whose `fixed_once_used` fields may not change any more."""
        return set()

    def objections(self, rows: Sequence[RowOutcome]) -> Iterator[_Objection]:
        """What the table's own rules say against rows that are fine by themselves, all of them at once."""
        yield from ()

    def columns(self) -> list[Column]:
        """The columns in their order."""
        return list(self.get_import_fields())

    def key_words(self) -> str:
        """The columns of the key in a sentence: "utility and code"."""
        names = [column.label for column in self.columns() if column.column_name in self.key]
        return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))

    def get_queryset(self) -> QuerySet[Any]:
        """The stored rows with what their columns show."""
        rows: QuerySet[Any] = super().get_queryset()
        return rows.select_related(*self.related) if self.related else rows

    def import_table(self, table: Table, *, dry_run: bool) -> ImportOutcome:
        """Store the rows of the table, or only see what would come of it; either does the very same.

        Unless it is a dry run, stored rows of these keys stay locked until the transaction of the caller ends.
        """
        self._table = table
        problems = self._head_problems(table.columns)
        if len(table.rows) > MOST_ROWS:
            problems = [f"The file has more than {MOST_ROWS:,} rows: send it in parts."]
        if not table.rows and not problems:
            problems = ["The file has no rows beneath its head: fill in at least one."]
        if problems:
            return ImportOutcome(table.columns, (), tuple(problems))
        self.import_data(
            tablib.Dataset(*table.rows, headers=table.columns),
            dry_run=dry_run,
            rollback_on_validation_errors=True,
        )
        return ImportOutcome(table.columns, tuple(self._outcomes))

    # The library's steps, in the order in which it takes them.

    @classmethod
    def get_row_result_class(cls) -> type[RowResult]:
        """What the library keeps of a row."""
        return _RowResult

    def handle_import_error(self, result: Result, error: Exception, raise_errors: bool = False) -> None:
        """Rise: what goes wrong here is a fault of ours, not of a row."""
        raise error

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Look up all that the rows name, and the stored rows of their keys."""
        rows = [dict(zip(dataset.headers, row, strict=True)) for row in dataset]
        self._present = [column for column in self.columns() if column.column_name in dataset.headers]
        for column in self._present:
            if isinstance(column, ReferenceColumn):
                column.look_up(rows)
        self._outcomes: list[RowOutcome] = []
        self._rows_of_keys: set[tuple[Any, ...]] = set()
        self._problems: dict[int, list[CellProblem]] = {}
        for problem in self._table.problems:
            self._problems.setdefault(problem.row, []).append(problem)
        self._keys = [self._key_of(row) for row in rows]
        self._stored = self._stored_rows(is_locked=not kwargs.get("dry_run"))

    def import_row(self, row: Mapping[str, Any], instance_loader: Any, **kwargs: Any) -> RowResult:
        """One row, of which an outcome is kept."""
        place = kwargs["row_number"] - 1
        number = self._table.row_numbers[place]
        self._key = self._keys[place]
        self._outcome = RowOutcome(number, tuple(row.values()), Kind.UNCHANGED, self._name_of(row))
        self._outcomes.append(self._outcome)
        result = super().import_row(row, instance_loader, **kwargs)
        for fault in result.errors:
            raise fault.error  # of ours: problems of the row are validation errors
        return result

    def get_or_init_instance(self, instance_loader: Any, row: Mapping[str, Any]) -> tuple[Any, bool]:
        """The stored row of the key, or a new one."""
        stored = None if self._key is None else self._stored.get(self._key)
        return (self._meta.model(), True) if stored is None else (stored, False)

    def import_instance(self, instance: Any, row: Mapping[str, Any], **kwargs: Any) -> None:
        """Fill the row; what cannot be taken and what changes is noted."""
        outcome, changes = self._outcome, []
        for problem in self._problems.get(outcome.number, ()):
            outcome.refuse(problem.column, problem.value, problem.message)
        told = {problem.column for problem in outcome.problems}
        for column in self._present:
            name = column.column_name
            try:
                value = column.clean(row)
            except NotTaken as error:
                if name not in told:
                    outcome.refuse(name, row[name], str(error))
                continue
            if column.readonly:
                continue
            if instance.pk and value != getattr(instance, column.attribute):
                new = cell_text(row[name]) if isinstance(column, ReferenceColumn) else column.written(value)
                changes.append(Change(name, column.shown(instance), new))
            setattr(instance, column.attribute, value)
        if self._key in self._rows_of_keys:
            twice = f"An earlier row of this file has the same {self.key_words()}: keep one of them."
            outcome.refuse(self.key[-1], self._text(outcome, self.key[-1]), twice)
        elif self._key is not None:
            self._rows_of_keys.add(self._key)
        outcome.changes = tuple(changes)
        if outcome.problems:
            outcome.changes = ()
            raise ValidationError([problem.message for problem in outcome.problems])

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Whether everything is stored as the row has it."""
        return bool(instance.pk) and not self._outcome.changes and not import_validation_errors

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """What the model's fields say; constraints and references are looked at for all rows together."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        relations = {field.name for field in self._meta.model._meta.fields if field.is_relation}
        try:
            instance.clean_fields(exclude=relations)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                column = self._column_of(name)
                self._outcome.refuse(column, self._text(self._outcome, column), " ".join(messages))
            raise

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Keep the row until all have been read."""
        self._outcome.kind = Kind.NEW if is_create else Kind.CHANGED
        self._outcome.instance = instance

    def after_import(self, dataset: tablib.Dataset, result: Result, **kwargs: Any) -> None:
        """Check all rows as a set; store them if none is refused. (The library's own step touches sequences.)"""
        for outcome, column, message in self._set_problems():
            outcome.refuse(column, self._text(outcome, column), message)
        if not any(outcome.problems for outcome in self._outcomes):
            for outcome, column, message in self._store():
                outcome.refuse(column, self._text(outcome, column), message)
                result.append_invalid_row(outcome.number, {}, ValidationError(message))

    def _set_problems(self) -> Iterator[_Objection]:
        model = self._meta.model
        pending = [outcome for outcome in self._outcomes if outcome.instance is not None]
        for place, constraint in failed_checks(model, [outcome.instance for outcome in pending]):
            field, message = words_of_constraint(model, constraint)
            yield pending[place], self._column_of(field), message
        sound = [outcome for outcome in pending if outcome.instance is not None]
        # Whole lists: whoever takes an objection refuses its row at once.
        yield from list(self._moved_meanings(sound))
        yield from list(self.objections([outcome for outcome in sound if outcome.instance is not None]))

    def _moved_meanings(self, rows: Sequence[RowOutcome]) -> Iterator[_Objection]:
        """The rows that would change what is fixed."""
        fixed = {self._column_of(name) for name in self.fixed_once_used}
        moved = [(row, change.column) for row in rows for change in row.changes if change.column in fixed]
        used = self.used_among({row.instance.pk for row, _ in moved}) if moved else set()
        for row, column in moved:
            if row.instance.pk in used:
                yield row, column, f"{self.fixed_because} Keep the value that is stored."

    def _store(self) -> Iterator[_Objection]:
        """Write the rows, and say which of them the database refuses all the same."""
        model = self._meta.model
        attributes = [column.attribute for column in self._present if not column.readonly]
        of_kind = {
            kind: [row.instance for row in self._outcomes if row.kind is kind]
            for kind in (Kind.NEW, Kind.CHANGED)
        }
        outcomes = {id(row.instance): row for row in self._outcomes if row.instance is not None}
        refused = store_rows(model, attributes, new=of_kind[Kind.NEW], changed=of_kind[Kind.CHANGED])
        for instance, constraint in refused:
            field, message = words_of_constraint(model, constraint)
            yield outcomes[id(instance)], self._column_of(field), message

    def _head_problems(self, present: Sequence[str]) -> list[str]:
        known = [column.column_name for column in self.columns()]
        unknown = [name for name in present if name not in known]
        missing = [
            column.column_name
            for column in self.columns()
            if column.is_required and column.column_name not in present
        ]
        return [
            f"There is no column “{name}”: remove or rename it. The columns are {', '.join(known)}."
            for name in unknown
        ] + [f"The column “{name}” is missing: add it. The template has all columns." for name in missing]

    def _key_of(self, row: Mapping[str, Any]) -> tuple[Any, ...] | None:
        try:
            return tuple(self.fields[name].clean(row) for name in self.key)
        except NotTaken:
            return None

    def _name_of(self, row: Mapping[str, Any]) -> str:
        """The key as people read it, in the order of the columns."""
        names = [str(column.column_name) for column in self.columns() if column.column_name in self.key]
        return " · ".join(filter(None, (row.get(name, "") for name in names)))

    def _stored_rows(self, *, is_locked: bool) -> dict[tuple[Any, ...], Any]:
        attributes = [self.fields[name].attribute for name in self.key]
        rows = self.get_queryset().order_by("pk")
        if is_locked:
            rows = rows.select_for_update(of=("self",))
        stored = {}
        for values in chunks(sorted({key[-1] for key in self._keys if key}), _KEYS_A_QUERY):
            for instance in rows.filter(**{f"{attributes[-1]}__in": values}):
                stored[tuple(getattr(instance, attribute) for attribute in attributes)] = instance
        return stored

    def _column_of(self, field: str) -> str:
        """The column that fills a field of the model; that which names the row, if none does."""
        for column in self.columns():
            if column.attribute in (field, f"{field}_id"):
                return str(column.column_name)
        return self.key[-1]

    def _text(self, outcome: RowOutcome, column: str) -> str:
        """What the row has in a column; nothing where the file lacks it."""
        return dict(zip(self._table.columns, outcome.texts, strict=True)).get(column, "")

"""How tests ask the database to refuse something."""

import pytest
from django.db import IntegrityError, connection, transaction


def refusal(act) -> str:
    """What the database says against an act; at once, or when it would commit."""

    def act_and_commit():
        with transaction.atomic(), connection.cursor() as cursor:
            act()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError) as caught:
        act_and_commit()
    return str(caught.value)


def sql(statement, *parameters):
    """An act that sends a statement past the ORM."""

    def act():
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    return act


def ways_to_change(row, field, value):
    """The ways in which a field of a stored row can be changed: save, queryset, bulk, raw SQL."""
    table = type(row)._meta.db_table
    column = row._meta.get_field(field).column

    def save():
        fresh = type(row).objects.get(pk=row.pk)
        setattr(fresh, field, value)
        fresh.save()

    def bulk_update():
        fresh = type(row).objects.get(pk=row.pk)
        setattr(fresh, field, value)
        type(row).objects.bulk_update([fresh], [field])

    return [
        save,
        lambda: type(row).objects.filter(pk=row.pk).update(**{field: value}),
        bulk_update,
        sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, row.pk),
    ]


def ways_to_delete(row):
    """The ways in which a stored row can be deleted: instance, queryset, raw SQL."""
    table = type(row)._meta.db_table
    return [
        lambda: type(row).objects.get(pk=row.pk).delete(),
        lambda: type(row).objects.filter(pk=row.pk).delete(),
        sql(f"DELETE FROM {table} WHERE id = %s", row.pk),
    ]

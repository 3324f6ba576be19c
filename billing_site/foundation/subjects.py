"""How a row is named in tables that may not point at it with a foreign key."""

from django.db import models


def subject_type(subject: models.Model) -> str:
    """Return the row's model as app.model in lower case."""
    return subject._meta.label_lower


def subject_id(subject: models.Model) -> str:
    """Return the row's primary key as text, the parts of a composite one joined by commas.

    Raises ValueError for a row without a primary key: it was not saved.
    """
    parts = subject.pk if isinstance(subject.pk, tuple) else (subject.pk,)
    if None in parts:
        raise ValueError(f"This {subject_type(subject)} has no primary key yet: save it first.")
    return ",".join(str(part) for part in parts)

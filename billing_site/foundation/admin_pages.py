"""The two kinds of page in the admin: master data to edit, and history to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.db.models.deletion import CASCADE, SET_NULL, get_candidate_relations_to_delete
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.text import capfirst

from billing_site.foundation.admin_cells import list_link
from billing_site.foundation.admin_forms import MasterDataForm
from billing_site.foundation.word_search import find_by_words

_MOST_COUNTED = 10_000
_MOST_REFERENCES_COUNTED = 100


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # generic in the stubs only
    """Pages over the first ten thousand rows; nobody turns more pages, and counting a million takes seconds."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, or the most that are counted."""
        return min(self._counted, _MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than `count` says."""
        return self._counted > _MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        assert isinstance(rows, QuerySet)  # the admin pages nothing else
        return rows.order_by()[: _MOST_COUNTED + 1].count()


class ListedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """A list that stays quick with a million rows.

    `search_fields` are lookups such as "number__istartswith", `search_texts` groups of fields whose words are
    searched; both need the indexes of `word_search`. `sortable_by` names columns that an index sorts, or that
    belong to a small table.
    """

    search_texts: ClassVar[Sequence[Sequence[str]]] = ()
    sortable_by: ClassVar[list[str] | tuple[str, ...] | None] = ()
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Narrow the list, or what a field suggests, to the rows that fit every word typed."""
        if not search_term.strip():
            return queryset, False
        lookups = [str(field) for field in self.get_search_fields(request)]
        return find_by_words(queryset, search_term, lookups, self.search_texts), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list under the name of what it lists."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title} | (extra_context or {}))


class RefusesToDeleteReferenced(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Says what still refers to a row before anything is collected for deletion.

    Django would list every single reference, and would not see those that the database does not check.
    """

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """What would be deleted with the rows, and what forbids it."""
        references = list(_references(self.model, [row.pk for row in objs], self.admin_site))
        if references:
            return [], {}, set(), references
        return super().get_deleted_objects(objs, request)


class MasterDataAdmin(RefusesToDeleteReferenced, ListedAdmin):
    """Rows that people keep: added, changed, and deleted while nothing refers to them.

    The fields in `fixed_once_used` give stored data their meaning, so they are locked as soon as `use_of` names
    such data.
    """

    form = MasterDataForm
    fixed_once_used: ClassVar[Sequence[str]] = ()

    def use_of(self, row: Any) -> str:
        """Why the fields are fixed, as a sentence; empty if they are not."""
        return ""

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """A field for another row can show it or add one, but not change or delete it in passing."""
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Any]]:
        """The form, its fixed fields locked; they stay in it, so that constraints which need them are checked."""
        form: type[forms.ModelForm[Any]] = super().get_form(request, obj, change, **kwargs)
        reason = self.use_of(obj) if obj is not None and self.fixed_once_used else ""
        for name in self.fixed_once_used if reason else ():
            if field := form.base_fields.get(name):
                field.disabled = True
                field.help_text = reason
                if isinstance(field.widget, RelatedFieldWidgetWrapper):
                    field.widget.can_add_related = False
        return form


class _LookButDoNotTouch:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is changed here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False


class HistoryAdmin(_LookButDoNotTouch, ListedAdmin):
    """Rows that use cases write, to be read only."""


class ReadOnlyInline(_LookButDoNotTouch, admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs only
    """The parts of a row as a table below it.

    `list_select_related` names what their cells and their own names need, the row itself included.
    """

    extra = 0
    can_delete = False
    list_select_related: ClassVar[Sequence[str]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The parts with what is shown of them."""
        parts: QuerySet[Any] = super().get_queryset(request)
        return parts.select_related(*self.list_select_related) if self.list_select_related else parts


def _references(model: type[models.Model], ids: Sequence[Any], admin_site: admin.AdminSite) -> Iterator[str]:
    """The kinds of row that refer to these and would be left hanging, each with its number."""
    relations: Iterable[Any] = get_candidate_relations_to_delete(model._meta)
    for relation in relations:
        if relation.on_delete in (CASCADE, SET_NULL):
            continue
        referring, field = relation.related_model, relation.field.name
        rows = referring._base_manager.filter(**{f"{field}__in": ids}).order_by()
        count = len(rows.values_list(field, flat=True)[: _MOST_REFERENCES_COUNTED + 1])
        if not count:
            continue
        names = referring._meta.verbose_name if count == 1 else referring._meta.verbose_name_plural
        number = f"more than {count - 1}" if count > _MOST_REFERENCES_COUNTED else str(count)
        text = f"{number} {names}"
        is_listed = len(ids) == 1 and admin_site.is_registered(referring)
        yield list_link(referring, text, **{f"{field}__id__exact": ids[0]}) if is_listed else text

"""What tests of the admin ask of every page."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


def list_url(model):
    """The address of the model's list."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def add_url(model):
    """The address of the form for a new row."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def page_url(row, page="change"):
    """The address of a row's own page, or of another page about it."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def queries_of(client, url):
    """How many queries the page takes; it has to answer 200."""
    client.get(url)  # content types and the like are read once for each process
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


def listed(client, model, search=""):
    """The rows that the list shows, in its order."""
    return list(client.get(list_url(model), {"q": search}).context["cl"].result_list)


def errors_of(response):
    """The errors of a form by field; none if it was saved."""
    return {} if response.status_code == 302 else dict(response.context["adminform"].form.errors)


def assert_is_read_only(client, row):
    """Nothing can be added, changed or deleted, and posting anyway changes nothing."""
    before = type(row)._base_manager.filter(pk=row.pk).values().get()
    assert client.get(page_url(row)).status_code == 200
    assert client.get(add_url(type(row))).status_code == 403
    for url in (add_url(type(row)), page_url(row), page_url(row, "delete")):
        assert client.post(url, {"post": "yes"}).status_code == 403, url
    client.post(
        list_url(type(row)), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    )
    assert type(row)._base_manager.filter(pk=row.pk).values().get() == before

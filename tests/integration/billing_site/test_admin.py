"""The admin site as a whole: every list answers, in our order, under our name, without inline code."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.management import call_command

from billing_site.foundation import admin_pages, audit
from billing_site.foundation.access import Role
from invoicing.models import Customer
from tests.factories.admin_pages import list_url, page_url
from tests.factories.invoicing import CustomerFactory, finalized_invoice
from tests.factories.metering import ChannelFactory, UtilityFactory
from tests.factories.people import browser_of, user_with

pytestmark = pytest.mark.django_db
SHOWN_BY_ANOTHER_ROW = {
    # in the page of what they belong to
    *("InvoiceLine", "InvoiceTax", "BilledPeriod", "CreditNoteLine", "LedgerEntry"),
    *("BilledBasis", "ContractValue", "NegotiatedTerm"),
    # composite keys, told of on the channel's page
    *("IntervalDay", "IntervalPiece", "ReadingChange", "UsageEvent"),
    # as days of their revision
    "IndexDay",
    # on the pages of trials and moves
    *("PlanTrial", "TriedVersion", "PlanTrialBatch", "TrialEffect", "TrialRefusal"),
    *("PlanMove", "PlanMoveItem"),
    # answers to others' requests, nobody's business
    "IdempotencyKey",
    # made, rolled and revoked on its own page
    "ApiKey",
    # on the page of their key
    "ApiKeyAddress",
    "ApiRequest",
    "ApiRequestCount",
}


def test_its_door_is_the_door_of_the_site(client):
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/").headers["Location"] == "/accounts/login/?next=/admin/"


@pytest.mark.parametrize("role", list(Role))
def test_who_is_signed_in_and_no_administrator_is_told_so_once(role):
    response = browser_of(user_with(role)).get("/admin/", follow=True)
    assert [url for url, _ in response.redirect_chain] == ["/admin/login/?next=/admin/"]
    assert response.status_code == 403
    assert "This page is not for your role" in response.content.decode()


def test_every_table_of_ours_can_be_looked_at(admin_client):
    ours = {"metering", "pricing", "invoicing", "foundation", "billing_site"}
    missing = {
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in ours and not admin.site.is_registered(model)
    }
    assert missing == SHOWN_BY_ANOTHER_ROW


def test_every_list_answers_with_and_without_rows(admin_client):
    for model in admin.site._registry:
        assert admin_client.get(list_url(model)).status_code == 200, model
    finalized_invoice()
    ChannelFactory()
    for model in admin.site._registry:
        assert admin_client.get(list_url(model)).status_code == 200, model


def test_first_page_has_the_apps_in_the_order_of_the_work(admin_client):
    page = admin_client.get("/admin/")
    labels = [app["app_label"] for app in page.context["app_list"]]
    assert labels[:6] == ["metering", "pricing", "invoicing", "billing_site", "auth", "foundation"]
    metering = page.context["app_list"][0]["models"]
    assert [table["object_name"] for table in metering][:3] == ["Utility", "Site", "ServicePoint"]
    assert "Sunstone Energy &amp; Utilities" in page.text


def test_pages_load_the_theme_last_and_have_no_inline_code(admin_client):
    invoice = finalized_invoice()
    for url in ("/admin/", list_url(type(invoice)), page_url(invoice), page_url(invoice.account)):
        page = admin_client.get(url).text
        sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
        assert sheets[-2:] == ["/static/ui/tokens.css", "/static/ui/admin_theme.css"]
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(src=|application/json))", page), url


def test_theme_names_colours_and_states_none():
    theme = Path(finders.find("ui/admin_theme.css")).read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-f]{3,8}\b(?![^{}]*\{)", theme, re.IGNORECASE)


def test_long_list_is_counted_to_a_limit_only(admin_client, monkeypatch):
    monkeypatch.setattr(admin_pages, "_MOST_COUNTED", 60)
    CustomerFactory.create_batch(60)
    customers = list_url(Customer)
    assert "60 customers" in admin_client.get(customers).text
    CustomerFactory()
    page = admin_client.get(customers)
    assert "More than 60 customers" in page.text
    assert page.context["cl"].paginator.num_pages == 2


def test_user_who_did_something_is_kept(admin_client, django_user_model):
    clerk = django_user_model.objects.create_user("clerk")
    audit.record(action="looked", subject=UtilityFactory(), actor=clerk, at=clerk.date_joined)
    page = admin_client.post(page_url(clerk, "delete"), {"post": "yes"})
    assert "1 audit entr" in page.text
    assert django_user_model.objects.filter(pk=clerk.pk).exists()


def test_superuser_is_made_without_questions(monkeypatch, client):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long enough one")
    call_command("createsuperuser", interactive=False, username="demo", email="demo@example.com", verbosity=0)
    assert get_user_model().objects.get().is_superuser
    assert client.login(username="demo", password="a long enough one")
    assert client.get("/admin/").status_code == 200

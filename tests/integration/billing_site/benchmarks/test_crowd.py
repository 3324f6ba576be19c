"""The crowd that pages are timed among: bills like any other, and every page opens."""

import pytest

from billing_site.benchmarks.crowd import gather_crowd
from billing_site.benchmarks.page_speed import measure_pages
from invoicing.models import Account, Invoice

pytestmark = pytest.mark.django_db


def test_a_crowd_has_finalized_bills_and_every_page_opens():
    gather_crowd(3)
    assert Account.objects.count() == 3
    assert Invoice.objects.filter(state=Invoice.State.FINALIZED).count() == 3
    pages = measure_pages()
    assert len(pages) == 14
    assert all(page.queries for page in pages)

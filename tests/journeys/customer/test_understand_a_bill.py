"""A customer on the phone: what do I owe, why is it more, where does this line come from, give me the data."""

import csv
import re
from io import StringIO

import pytest

pytestmark = pytest.mark.timeout(120)


def test_sees_the_bill_why_it_is_more_and_where_a_line_comes_from(world, visit):
    visitor = visit(world.people["household"], width=390, height=844)
    page = visitor.page
    assert page.url.endswith("/portal/")
    assert world.accounts[0].customer.name in visitor.text()

    page.get_by_role("link", name="All bills").click()
    page.get_by_role("link", name=re.compile("Feb 2026")).first.click()
    page.wait_for_load_state("networkidle")
    text = visitor.text()
    assert world.invoice.number in text
    assert "Why it is" in text
    assert "Difference" in text

    page.locator("details.line summary").nth(1).click()
    page.locator("details.line .steps").first.wait_for(timeout=15_000)
    assert "0.41556" in visitor.text()

    page.get_by_role("link", name="See this bill day by day").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("main svg").count() >= 1
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).first.click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(StringIO(content)))) > 28
    assert visitor.complaints == []


def test_does_not_see_a_neighbours_bill(world, visit):
    neighbour = world.accounts[1].invoices.order_by("-from_date")[0]
    visitor = visit(world.people["household"])
    for path in (f"/portal/bills/{neighbour.number}/", f"/portal/bills/{neighbour.number}/pdf"):
        assert visitor.open(path).status == 404
    assert visitor.open("/staff/accounts/").status == 403

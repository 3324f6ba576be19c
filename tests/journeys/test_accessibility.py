"""Every page in both themes and on both widths: no WCAG 2.2 AA violation, no complaint, no sideways scrolling."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.pages import pages_to_look_at

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
VIEWS = [
    pytest.param(1440, False, id="wide-light"),
    pytest.param(1440, True, id="wide-dark"),
    pytest.param(390, False, id="phone-light"),
    pytest.param(390, True, id="phone-dark"),
]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("width", "dark"), VIEWS)
def test_pages_can_be_used_by_everybody(world, visit, width, dark, tally):
    visitors: dict[str, object] = {}
    faults = []
    pages = pages_to_look_at(world)
    for name, path, person in pages:
        visitor = visitors.get(person.username)
        if visitor is None:
            visitor = visitors[person.username] = visit(person, width=width, dark=dark)
        response = visitor.open(path)
        if response.status != 200:
            faults.append(f"{name}: {response.status}")
            continue
        overflow = visitor.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if overflow > 0:
            faults.append(f"{name}: {overflow} px too wide")
        for violation in Axe().run(visitor.page, options=RULES).response["violations"]:
            places = [node["target"] for node in violation["nodes"][:3]]
            faults.append(f"{name}: {violation['id']} at {places}")
    tally("pages looked at by axe", f"{width} px{' dark' if dark else ''}", len(pages))
    complaints = [complaint for visitor in visitors.values() for complaint in visitor.complaints]
    assert (faults, complaints) == ([], [])


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
@pytest.mark.parametrize(("width", "dark"), VIEWS)
def test_the_front_door_too(transactional_db, visit, width, dark, path):
    visitor = visit(width=width, dark=dark)
    assert visitor.open(path).status == 200
    assert Axe().run(visitor.page, options=RULES).response["violations"] == []
    assert visitor.complaints == []

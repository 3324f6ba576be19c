"""A real browser on the live site; where there is none, the journeys say so."""

import os
from collections.abc import Iterator

import pytest

from tests.journeys.chromium import ARGUMENTS, CHROMIUM
from tests.journeys.world import World, build_world

PASSWORD = "a-long-password-for-tests"


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A headless Chromium; Debian's, driven by playwright."""
    if CHROMIUM is None:
        assert "CI_SKIPS_NOTHING" not in os.environ, "no Chromium, and CI skips nothing"
        pytest.skip("no chromium on this machine: install your system's package to run the browser journeys")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def world(transactional_db) -> World:
    """Two billed months of three homes, and people of every role."""
    world = build_world()
    for person in world.people.values():
        person.set_password(PASSWORD)
        person.save()
    return world


class Visitor:
    """Somebody with a browser window; what the console complains of is kept."""

    def __init__(self, context, base_url: str) -> None:
        self.page = context.new_page()
        self.base_url = base_url
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, path: str):
        """Go to a path; returns the response."""
        return self.page.goto(self.base_url + path)

    def sign_in(self, username: str) -> None:
        """Come in through the front door."""
        self.open("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state("networkidle")

    def text(self) -> str:
        """What the page says."""
        return str(self.page.inner_text("body"))


@pytest.fixture
def visit(chromium, live_server):
    """Open windows: visit("clerk's name", width=…, dark=…) gives a Visitor who is signed in."""
    contexts = []

    def as_user(user=None, *, width: int = 1440, height: int = 900, dark: bool = False) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        visitor = Visitor(context, live_server.url)
        if user is not None:
            visitor.sign_in(user.username)
        return visitor

    yield as_user
    for context in contexts:
        context.close()

"""Take the pictures of docs/screens from a demo that is being served: make screens."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from billing_site.demo.world import PASSWORD
from tests.journeys.chromium import ARGUMENTS, CHROMIUM

_COLOURS: Final = 200  # a screen of ours has no photographs
_WIDE, _PHONE = (1440, 900), (390, 844)


def _click(text: str) -> Callable[[Page], None]:
    """Follow the first link with the text."""
    return lambda page: page.get_by_role("link", name=text).first.click()


def _click_row(page: Page) -> None:
    """Follow the first link of the first row."""
    page.locator("[data-queue] tbody a").first.click()


def _open_line(label: str) -> Callable[[Page], None]:
    """Open an invoice line, and look at it."""

    def act(page: Page) -> None:
        line = page.locator("details.line", has_text=label).first
        line.locator("summary").click()
        page.wait_for_timeout(1500)
        line.scroll_into_view_if_needed()
        page.evaluate(
            "line => window.scrollBy(0, line.getBoundingClientRect().top - 90)", line.element_handle()
        )

    return act


# Name of the picture, who looks, where from, how to get to it, window size, whether in dark.
_SCREENS: Final[
    tuple[tuple[str, str, str, tuple[Callable[[Page], None], ...], tuple[int, int], bool], ...]
] = (
    ("today", "manager", "/staff/", (), _WIDE, False),
    ("bill_run", "manager", "/staff/bill-runs/", (_click("October 2026"),), _WIDE, False),
    ("import", "clerk", "/staff/uploads/", (_click("readings_ocotillo"),), _WIDE, False),
    ("finding", "clerk", "/staff/findings/?rule=SPIKE", (_click_row,), _WIDE, False),
    ("service_point", "clerk", "/staff/service-points/?q=3043290056", (_click("3043290056"),), _WIDE, False),
    ("account", "clerk", "/staff/accounts/?q=A-200054", (_click("A-200054"),), _WIDE, False),
    (
        "invoice_line",
        "clerk",
        "/staff/invoices/?q=A-200054",
        (_click("INV-"), _open_line("Electricity")),
        _WIDE,
        False,
    ),
    ("plan", "clerk", "/staff/plans/AU-ERGON-12D/", (), _WIDE, True),
    ("load", "manager", "/staff/reports/load", (), _WIDE, False),
    ("portal_home", "household", "/portal/", (), _WIDE, False),
    ("portal_bill", "household", "/portal/bills/", (_click("INV-"),), _PHONE, False),
    ("portal_usage", "household", "/portal/usage/", (), _WIDE, False),
)


def take_screens(base_url: str, directory: Path) -> None:
    """Take all of them into the directory; ends when a page is not there."""
    directory.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, username, path, steps, size, is_dark in _SCREENS:
            page = _signed_in(browser, base_url, username, size, is_dark)
            response = page.goto(base_url + path)
            if response is None or not response.ok:
                raise SystemExit(f"{name}: there is no page at {path}")
            for step in steps:
                step(page)
                page.wait_for_load_state("networkidle")
            target = directory / f"{name}.png"
            page.screenshot(path=target)
            _shrink(target)
            page.context.close()
        browser.close()


def _signed_in(browser: Browser, base_url: str, username: str, size: tuple[int, int], is_dark: bool) -> Page:
    viewport: Any = {"width": size[0], "height": size[1]}
    scheme: Any = "dark" if is_dark else "light"
    page = browser.new_context(viewport=viewport, color_scheme=scheme).new_page()
    page.goto(f"{base_url}/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    return page


def _shrink(path: Path) -> None:
    with Image.open(path) as image:
        reduced = image.convert("RGB").quantize(_COLOURS)
    reduced.save(path, optimize=True)


if __name__ == "__main__":
    take_screens(sys.argv[1], Path(sys.argv[2]))

"""What a page has to be: without a fault that axe sees, no wider than the screen, and quiet."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_AXE = Axe()


def faults(page: Page) -> list[str]:
    """What axe finds on the page that is open, by WCAG 2.2 A and AA: rule and place."""
    found = _AXE.run(page, options={"runOnly": LEVELS, "resultTypes": ["violations"]})
    return [
        f"{one['id']} at {node['target'][0]}: {one['help']}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """Whether one has to scroll sideways to read the page."""
    width, room = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return [f"{width} px wide on a screen of {room}"] if width > room else []

"""Going through a page by Tab, Space, Enter and arrows alone."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page

MOST_STOPS = 90
WHERE = """() => { const e = document.activeElement; return {
    tag: e.tagName, kind: e.type || "", name: e.name || "", value: e.value || "",
    options: [...(e.options || [])].map(one => [one.value, one.label]),
    checked: !!e.checked, main: !!e.closest("main") } }"""


def by_keyboard(page: Page, typed: Mapping[str, str]) -> None:
    """Answer each question of this page of a form by keys, and press the first button by Enter.

    `typed`: what is answered to the fields whose names end so; of others' choices the first is taken.
    """
    done: set[str] = set()
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(WHERE)
        if not at["main"]:
            continue
        if at["tag"] == "BUTTON" and at["value"] in ("next", "send"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        _answer(page, at, done, typed)
    raise AssertionError(f"no button to go on is reached by Tab at {page.url}")


def _answer(page: Page, at: Mapping[str, Any], done: set[str], typed: Mapping[str, str]) -> None:
    name = at["name"]
    if name in done:
        return
    said = next((word for key, word in typed.items() if name.endswith(key)), "")
    if at["kind"] in ("radio", "checkbox"):
        if at["kind"] == "checkbox" and said and said != at["value"]:
            return
        if not at["checked"]:
            page.keyboard.press("Space")
    elif at["tag"] == "SELECT" and not at["value"]:
        label = said and dict(at["options"]).get(said)
        page.keyboard.type(label) if label else page.keyboard.press("ArrowDown")
    elif at["tag"] in ("INPUT", "TEXTAREA") and not at["value"]:
        page.keyboard.type(said)
    done.add(name)


def reach(page: Page, wanted: Locator) -> None:
    """Go to a link or a button by Tab, see that it shows where one is, and press it by Enter."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            assert wanted.evaluate("wanted => wanted.matches(':focus-visible')")
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"it is not reached by Tab at {page.url}")

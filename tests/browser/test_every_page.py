"""Every page in Chromium, in Finnish, on a narrow screen: axe finds nothing and nothing sticks out.

The pages come from the application's routes, so a new one is looked at the moment it exists.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.conftest import Visit
from tests.browser.looking import faults, too_wide
from tests.support.clients import Client
from tests.sweeps.conftest import Place, Places
from tests.sweeps.test_routes import address, routes_of

PARTS = [("association", part) for part in range(4)] + [("network", 0), ("funder", 0)]
LEAST = {"association": 20, "network": 10, "funder": 10}


def pages_of(app: Flask, place: Place, part: int, whole: int) -> list[tuple[str, Client]]:
    """Each address that shows a page, with the browser of the first reader to whom it does.

    Of one part of all routes, so that two processes look at once.
    """
    found: dict[str, Client] = {}
    for route in routes_of(app, "GET", place.ours)[part::whole]:
        path = address(route, place.ours.arguments(route.plugin))
        if reader := next(_readers(place, path), None):
            found.setdefault(path, reader)
    return list(found.items())


def _readers(place: Place, path: str) -> Iterator[Client]:
    for client, _principal in place.browsers.values():
        answer = client.get(path)
        saved = "attachment" in answer.headers.get("Content-Disposition", "")
        if answer.status_code == 200 and answer.mimetype == "text/html" and not saved:
            yield client


@pytest.mark.parametrize(("kind", "part"), PARTS)
def test_every_page_is_accessible_and_fits_a_phone(
    app: Flask, places: Places, visit: Visit, kind: str, part: int
) -> None:
    place = places(kind)
    whole = 4 if kind == "association" else 1
    pages = pages_of(app, place, part, whole)
    assert len(pages) >= LEAST[kind]
    by_reader: dict[int, tuple[Client, list[str]]] = {}
    for path, client in pages:
        by_reader.setdefault(id(client), (client, []))[1].append(path)
    wrong = [
        f"{path}: {fault}"
        for client, paths in by_reader.values()
        for path, fault in _looked_at(visit, place.ours.association.host, client, paths)
    ]
    assert wrong == []


def _looked_at(
    visit: Visit, host: str, client: Client, paths: list[str]
) -> Iterator[tuple[str, str]]:
    with visit(host, client) as context:
        # One tab for all of them: opening one costs more than most pages.
        page, said = context.new_page(), list[str]()

        def note(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                said.append(f"the console says: {message.text}")

        page.on("console", note)
        page.on("pageerror", lambda error: said.append(f"a script failed: {error}"))
        for path in paths:
            said.clear()
            for fault in (*_opened(page, path), *said):
                yield path, fault


def _opened(page: Page, path: str) -> list[str]:
    answer = page.goto(path)
    assert answer is not None
    found = [] if answer.status == 200 else [f"answered {answer.status}"]
    return [*found, *faults(page), *too_wide(page)]


def test_control_a_faulty_page_is_noticed(visit: Visit) -> None:
    """A picture without words, a field without a label, grey on grey, and a line that sticks out."""
    with visit("localhost") as context:
        page = context.new_page()
        page.set_content(
            "<html lang=fi><title>Sivu</title><main><h1>Sivu</h1><img src='data:,'><input>"
            "<p style='color:#999;background:#aaa'>Teksti</p><p style='width:900px'>Leveä</p></main>"
        )
        rules = {fault.split(" ")[0] for fault in faults(page)}
        assert {"image-alt", "label", "color-contrast"} <= rules
        assert too_wide(page)

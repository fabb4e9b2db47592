"""The way of a file through the pages, as a coordinator goes it, with the real worker in between."""

import io
import re
from typing import Any

from werkzeug.test import TestResponse

from tests.support.clients import Client
from tests.support.queue import drain

_FIELD = re.compile(r'name="([^"]+)" value="([^"]*)"')
_SELECT = re.compile(r'<select name="(c\d+)".*?</select>', re.DOTALL)
_CHOSEN = re.compile(r'<option value="([^"]*)" selected')


def upload(
    client: Client,
    slug: str,
    content: str | bytes,
    role: str = "mentee",
    name: str = "people.csv",
    **more: str,
) -> TestResponse:
    """Choose a file; the answer, before it is followed."""
    data = content.encode() if isinstance(content, str) else content
    client.get(f"/cycles/{slug}/import")
    fields = {"role": role, "file": (io.BytesIO(data), name), **more}
    return client.post(f"/cycles/{slug}/import", fields)


def work_off(client: Client) -> None:
    """What the worker does meanwhile."""
    drain(client.app.extensions["punos"])


def columns_on(page: TestResponse) -> dict[str, str]:
    """Which column is what, as the page proposes it."""
    found = {}
    for choice in _SELECT.finditer(page.text):
        chosen = _CHOSEN.search(choice[0])
        found[choice[1]] = chosen[1] if chosen else ""
    return found


def check(client: Client, page: TestResponse, **columns: str) -> TestResponse:
    """From the page of columns to what the file would do."""
    path = page.request.path.removesuffix("/columns")
    answer = client.post(f"{path}/columns", {**columns_on(page), **columns})
    assert answer.status_code == 303, answer.text
    work_off(client)
    return client.get(path)


def look(
    client: Client, slug: str, content: str | bytes, role: str = "mentee", **more: str
) -> TestResponse:
    """Choose, name the columns as proposed: what the file would do."""
    answer = upload(client, slug, content, role, **more)
    assert answer.status_code == 303, answer.text
    work_off(client)
    return check(client, client.follow(answer))


def add(client: Client, page: TestResponse) -> TestResponse:
    """Add everybody on the page; what was done."""
    path = page.request.path
    answer = client.post(f"{path}/add")
    assert answer.status_code == 303, answer.text
    work_off(client)
    return client.get(path)


def bring(
    client: Client, slug: str, content: str | bytes, role: str = "mentee", **more: str
) -> TestResponse:
    """The whole way: choose, name the columns, look, add."""
    return add(client, look(client, slug, content, role, **more))


def tiles(page: TestResponse) -> dict[str, int]:
    """The numbers at the top of the page."""
    found = re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)", page.text)
    return {label: int(number.replace(",", "")) for label, number in found}


def hidden(page: TestResponse) -> dict[str, Any]:
    """Fields that the page sends along."""
    return {name: value for name, value in _FIELD.findall(page.text) if name != "csrf_token"}

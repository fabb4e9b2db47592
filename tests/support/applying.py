"""Filling in the application form as people do: page by page, until everything is checked and sent."""

import re
from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from tests.support.clients import Client

_FORM = re.compile(r'<form class="form"[^>]*action="([^"]+)".*?</form>', re.DOTALL)
_NAMES = re.compile(r'<(?:input|select|textarea)[^>]* name="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
MOST_PAGES = 20


def fill(page: TestResponse, answers: Mapping[str, Any], button: str = "next") -> dict[str, Any]:
    """What this page of the form sends with these answers: its own fields alone."""
    form = _FORM.search(page.text)
    assert form, page.text
    names = set(_NAMES.findall(form.group(0)))
    typed = {name: value for name, value in answers.items() if name in names}
    return {**dict(_HIDDEN.findall(form.group(0))), **typed, "submit": button}


def address(page: TestResponse) -> str:
    """Where this page of the form sends to."""
    form = _FORM.search(page.text)
    assert form, page.text
    return form.group(1)


def go_on(client: Client, page: TestResponse, answers: Mapping[str, Any]) -> TestResponse:
    """Fill in this page and press "Save and go on"; the page that follows."""
    return client.follow(client.post(address(page), fill(page, answers)))


def fill_in(client: Client, path: str, answers: Mapping[str, Any]) -> TestResponse:
    """Every page in turn, up to the one where everything is checked; or the page with a fault."""
    page = client.get(path)
    for _number in range(MOST_PAGES):
        if 'value="send"' in page.text or page.status_code != 200:
            break
        page = go_on(client, page, answers)
    return page


def apply_by_pages(client: Client, path: str, answers: Mapping[str, Any]) -> TestResponse:
    """The whole way from the first page to the receipt."""
    page = fill_in(client, path, answers)
    assert page.status_code == 200, page.text
    return client.follow(client.post(address(page), fill(page, answers, "send")))

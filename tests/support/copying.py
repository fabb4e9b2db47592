"""Copying a cycle by its pages."""

import re
from html import unescape

from tests.support.clients import Client


def filled(page: str) -> dict[str, str]:
    """What the form (not the one that proposes days) would send as it stands."""
    form = page.split('<form class="form" method="post"')[1].split("</form>", maxsplit=1)[0]
    found = re.findall(r"<input[^>]*>", form)
    sent = {}
    for one in found:
        name, value = re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)
        if name and name[1] != "csrf_token":
            sent[name[1]] = unescape(value[1]) if value else ""
    return sent


def copied(staff: Client, slug: str, begins: str, **changes: str) -> str:
    """Copy it from the proposed days; the new cycle's short name."""
    sent = filled(staff.get(f"/cycles/{slug}/copy?starts_on={begins}").text) | changes
    answer = staff.post(f"/cycles/{slug}/copy", {**sent, "submit": "plan"})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("/")[2]

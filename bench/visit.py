"""The first visit: everything that a browser without a cache fetches, as it goes over the wire."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator

from bench.association import Association
from bench.figures import Figure, at_most, heading
from bench.servers import Target

PAGES = (("front page", "/"), ("application form", "/apply/spring/mentee?part=pairwise-1"))
_PARTS = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"')


def measure(target: Target, association: Association) -> Iterator[Figure]:
    """The front page and a form of application, with what they ask for."""
    heading("First visit: bytes on the wire, heads of the answers included")
    for name, path in PAGES:
        body, whole = _fetch(target, association.record.host, path)
        told = [f"page {whole / 1000:.1f}"]
        for part in dict.fromkeys(_PARTS.findall(body)):
            size = _fetch(target, association.record.host, part)[1]
            told.append(f"{part.partition('?')[0].rpartition('/')[2]} {size / 1000:.1f}")
            whole += size
        print(f"  {name}: {' + '.join(told)} kB")
        yield at_most(f"first visit, {name}", whole / 1000, 120, "kB")


def _fetch(target: Target, host: str, path: str) -> tuple[str, int]:
    """(text, bytes of head and body) of an answer; a page of another status is an error."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=30)
    try:
        headers = {"Host": host, "Accept-Encoding": "gzip", "Accept-Language": "en"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    text = body.decode() if answer.headers.get("Content-Encoding") is None else ""
    return text, len(body) + len(answer.headers.as_bytes())

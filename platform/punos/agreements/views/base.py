"""The section that all pages about agreements belong to, and what they share."""

from typing import Any

from flask import url_for

from punos.agreements.models import KINDS
from punos.agreements.schemas import NAMES
from punos.errors import Absent
from punos.i18n import _staff
from punos.programmes.models import Programme
from punos.web.pages import Pages

pages = Pages("agreements", "punos.agreements")
MANAGE, SEE, OWN = "agreements.manage", "groups.read", "own.groups"


def known_kind(kind: str) -> str:
    """The kind, if there is such. Raises Absent."""
    if kind not in KINDS:
        raise Absent
    return kind


def crumbs(programme: Programme, kind: str, *more: str) -> list[tuple[Any, str | None]]:
    """The way to a programme's guidelines or agreement; with `more`, to a page below it."""
    here = url_for("agreements.agreement", programme=programme.slug, agreement=kind)
    return [
        (_staff("Guidelines and agreements"), url_for("agreements.overview")),
        (NAMES[kind], here if more else None),
        *((one, None) for one in more),
    ]

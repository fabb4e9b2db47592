"""The section that all pages about reports belong to, and the way to them."""

from typing import Any

from flask import url_for

from punos.i18n import _staff
from punos.web.pages import Pages

pages = Pages("reports", "punos.reports")
WRITE = "reports.write"


def crumbs(*more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    """The way from the list of reports."""
    return [(_staff("Reports"), url_for("reports.reports")), *more]

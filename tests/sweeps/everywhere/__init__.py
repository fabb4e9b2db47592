"""A plugin that adds something of every kind, each with a word by which it is found."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flask import Response, redirect, request
from marshmallow import fields

from punos.plugin import (
    Cycle,
    FormSection,
    JobRun,
    LinkPurpose,
    MenuItem,
    Pages,
    Panel,
    Permission,
    Plugin,
    PunosSchema,
    Role,
    TodayItem,
    Work,
    field_info,
    hookimpl,
    render,
)

WORD = "Kaikkialla"
SEE = frozenset({"everywhere.see"})
pages = Pages("everywhere", __name__, url_prefix="/everywhere")


@pages.get("/", allow="everywhere.see")
def index(_work: Work) -> str:
    """A page."""
    return render("everywhere/panel.html", word=WORD)


@pages.get("/shown", public=True)
def shown(_work: Work) -> str:
    """A page for everybody."""
    return render("everywhere/panel.html", word=WORD)


@pages.get("/visit", allow="everywhere.see", link="everywhere_visit")
def visit(_work: Work) -> str:
    """A page for the bearer of a link."""
    return render("everywhere/panel.html", word=WORD)


@pages.post("/", allow="everywhere.see")
def act(_work: Work) -> Response:
    """An act."""
    return redirect(request.path, 303)  # type: ignore[return-value]


class Section(PunosSchema):
    """A part of the application form."""

    wish = fields.String(load_default=None, allow_none=True, metadata=field_info(label=WORD))


def job(_work: Work, _run: JobRun) -> None:
    """Long work, done at once."""


class Hooks:
    """All of it."""

    @hookimpl
    def register_permissions(self) -> Sequence[Permission]:
        return [Permission("everywhere.see", WORD)]

    @hookimpl
    def register_roles(self) -> Sequence[Role]:
        return [Role("administrator", "", SEE), Role("mentee", "", SEE)]

    @hookimpl
    def register_link_purposes(self) -> Sequence[LinkPurpose]:
        return [LinkPurpose("everywhere_visit", WORD, SEE, timedelta(days=1), "everywhere.visit")]

    @hookimpl
    def register_pages(self) -> Sequence[Pages]:
        return [pages]

    @hookimpl
    def register_form_sections(self) -> Sequence[FormSection]:
        return [FormSection("everywhere", Section, title=WORD)]

    @hookimpl
    def register_jobs(self) -> Sequence[str]:
        return [f"{__name__}:job"]

    @hookimpl
    def collect_menu(self) -> Sequence[MenuItem]:
        return [MenuItem(f"{WORD}-menu", "everywhere.index", "everywhere.see")]

    @hookimpl
    def collect_today(self) -> Sequence[TodayItem]:
        return [TodayItem(f"{WORD}-today", "everywhere.index", "everywhere.see")]

    @hookimpl
    def collect_cycle_panels(self, cycle: Cycle) -> Sequence[Panel]:
        context = {"word": cycle.slug}
        return [Panel(f"{WORD}-panel", "everywhere/panel.html", "everywhere.see", context)]


plugin = Plugin(
    name="everywhere",
    package=__name__,
    version="1.0",
    api=">=1.0,<2",
    label="Everywhere",
    description="Made for a test.",
    hooks=Hooks(),
    folder=Path(__file__).parent,
)

"""One's own data, by account or by link: to see, take out, take consents back, and ask."""

from flask import Response, flash, request, url_for
from sqlalchemy import select

from punos.access import scope
from punos.audit.service import read_page
from punos.errors import Absent
from punos.i18n import _
from punos.people.models import Person
from punos.privacy.consents import give, purposes, take_back
from punos.privacy.models import PrivacyRequest
from punos.privacy.reading import everything
from punos.privacy.requests import ask
from punos.privacy.views.base import LINKS, OWN, pages
from punos.privacy.views.sheets import KINDS, download, request_rows
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/my/data", allow=OWN, link=LINKS)
def own_data(work: Work) -> str:
    """Everything that is held about the reader."""
    me = _me(work)
    read_page(work, me.id, "privacy.own")
    return render(
        "privacy/own.html",
        shelves=everything(work, me.id, own=True),
        purposes=purposes(work, me.id),
        kinds=KINDS,
        requests=request_rows(
            work, select(PrivacyRequest).where(PrivacyRequest.person_id == me.id)
        ),
    )


@pages.get("/my/data/file", allow=OWN, link=LINKS)
def own_file(work: Work) -> Response:
    """The same as a file."""
    me = _me(work)
    read_page(work, me.id, "privacy.own")
    return download(work, me, request.args.get("as", "html"), own=True)


@pages.post("/my/data/consents", allow=OWN, link=LINKS)
def own_consent(work: Work) -> Response:
    """Take one consent back, or give it again."""
    me, purpose = _me(work), request.form.get("purpose", "")
    if request.form.get("act") == "give":
        give(work, me, purpose)
        flash(_("You agree again. Thank you."), "done")
    else:
        take_back(work, me, purpose)
        flash(_("You have taken it back. We are told, and act on it."), "done")
    return _back()


@pages.post("/my/data/requests", allow=OWN, link=LINKS)
def own_request(work: Work) -> Response:
    """Ask for something that the association has to answer."""
    ask(work, _me(work), request.form.get("kind", ""), how="own_data")
    flash(_("We have noted it. You get an answer within a month."), "done")
    return _back()


def _back() -> Response:
    return see_other(url_for("privacy.own_data"))


def _me(work: Work) -> Person:
    query = select(Person).where(Person.erased_at.is_(None))
    me: Person | None = work.session.scalars(scope(work.actor, query, Person, OWN)).one_or_none()
    if me is None:
        raise Absent
    return me

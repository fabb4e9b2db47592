"""Certificates of a cycle: who may get one, and having them made."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.certificates.issuing import issue_certificates, run_of
from punos.certificates.reading import MANAGE, OWN_LANGUAGES, eligible
from punos.certificates.views.base import pages
from punos.errors import Absent
from punos.extend import Panel
from punos.i18n import _staff, _staff_l, _staff_n, format_date
from punos.i18n.languages import own_name
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.lists import Column, Listing
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

LOOK_AGAIN_SECONDS = "3"
MOST_AT_ONCE = 500


@pages.get("/cycles/<slug>/certificates", allow=MANAGE, kind="association")
def certificates(work: Work, slug: str) -> Response:
    """Everybody who took part, with what was made; while it is being made, how far that is."""
    cycle = cycle_by_slug(work, slug)
    run = run_of(work, cycle)
    working = run is not None and run.state in ("queued", "running")
    by_itself = working and request.args.get("wait") != "no"
    title = _staff("Certificates")
    answer = make_response(
        render(
            "certificates/certificates.html",
            cycle=cycle,
            title=title,
            name=pick(cycle.names, work.language),
            listing=_listing(work, cycle),
            run=run if working or (run is not None and run.state == "failed") else None,
            working=working,
            by_itself=by_itself,
            offered=[(code, own_name(code)) for code in OWN_LANGUAGES],
            breadcrumbs=[
                (_staff("Cycles"), url_for("programmes.cycles")),
                (pick(cycle.names, work.language), url_for("programmes.cycle", slug=slug)),
                (title, None),
            ],
        )
    )
    if by_itself:
        answer.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return answer


@pages.post("/cycles/<slug>/certificates", allow=MANAGE, kind="association")
def certificates_make(work: Work, slug: str) -> Response:
    """Have them made for those who are ticked, or for all; each is told by mail when theirs is ready."""
    cycle = cycle_by_slug(work, slug)
    chosen = None if request.form.get("all") == "yes" else _chosen(request.form.getlist("chosen"))
    if chosen is not None and not chosen:
        flash(_staff("Tick the people for whom you want certificates."), "problem")
        return see_other(url_for("certificates.certificates", slug=slug))
    language = request.form.get("language", "")
    count = issue_certificates(work, cycle, chosen, language if language in OWN_LANGUAGES else None)
    flash(
        _staff_n(
            "%(num)s certificate is being made. They get a mail when it is ready.",
            "%(num)s certificates are being made. Each person gets a mail when theirs is ready.",
            count,
        ),
        "done" if count else "note",
    )
    return see_other(url_for("certificates.certificates", slug=slug))


def cycle_part(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """The way to the certificates, once the cycle runs."""
    if cycle.state not in ("running", "closed") or work.tenant.kind != "association":
        return ()
    title = _staff_l("Certificates")
    return (Panel(title, "certificates/panel.html", MANAGE, {"cycle": cycle}, 80),)


def _chosen(ids: Sequence[str]) -> set[UUID]:
    try:
        return {UUID(value) for value in ids[:MOST_AT_ONCE]}
    except ValueError:
        raise Absent from None


def _listing(work: Work, cycle: Cycle) -> Listing:
    roles = model_of(work, cycle).roles
    return Listing(
        work,
        request.args,
        eligible(work, cycle),
        columns=[
            Column(
                "name",
                _staff_l("Name"),
                sort=Person.sort_key,
                value=lambda row: row.Person.full_name,
                link=lambda row: url_for("enrolments.enrolment", enrolment_id=row.id),
            ),
            Column("role", _staff_l("Role"), value=lambda row: roles.get(row.role, row.role)),
            Column("made", _staff_l("Certificate"), value=_made),
        ],
        search=(Person.search_text,),
        default_sort="name",
        name="certificates",
    )


def _made(row: Any) -> str:
    if row.issued_at is None:
        return ""
    if not row.languages:
        return _staff("Is being made")
    named = ", ".join(sorted(own_name(code) for code in row.languages))
    return f"{format_date(row.issued_at)} · {named}"

"""All unions of a cycle: where mentees wait, where mentors have room, and which drafts are ready."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from punos.plugin import AlreadyPublished, Work, pick, render, see_other, unpublished
from punos_mentor_teams import service
from punos_mentor_teams.access import MATCH
from punos_mentor_teams.texts import _staff, _staff_n
from punos_mentor_teams.unions import read_unions, unknown_unions
from punos_mentor_teams.views.acts import tell_published
from punos_mentor_teams.views.base import cycle_of_teams, id_of, number_of, pages


@pages.get("/<slug>", allow=MATCH)
def overview(work: Work, slug: str) -> Response | str:
    """The unions of the reader; who has one alone is led to it."""
    cycle = cycle_of_teams(work, slug)
    lines, whole = read_unions(work, cycle), work.actor.units(MATCH) is None
    if not whole and len(lines) == 1:
        [line] = lines
        return see_other(url_for("mentor_teams.workbench", slug=cycle.slug, unit=line.unit.slug))
    name = pick(cycle.names, work.language)
    ready = [line.proposal for line in lines if line.ready and line.proposal]
    return render(
        "mentor_teams/overview.html",
        cycle=cycle,
        name=name,
        lines=sorted(lines, key=lambda line: (not line.lost, not line.waiting, not line.people)),
        without_guidelines=bool(unpublished(work, cycle)),
        seeking=any(line.waiting for line in lines),
        unknown=unknown_unions(work, cycle, lines) if whole else [],
        drafts=",".join(f"{draft.id}:{draft.places}" for draft in ready),
        to_publish=sum(draft.mentees for draft in ready),
        breadcrumbs=[
            (name, url_for("programmes.cycle", slug=cycle.slug)),
            (_staff("Teams"), None),
        ],
    )


@pages.post("/<slug>/propose", allow=MATCH)
def propose_all(work: Work, slug: str) -> Response:
    """Ask the worker for the best teams in every union of the reader."""
    cycle = cycle_of_teams(work, slug)
    asked = service.ask_everywhere(work, cycle)
    if asked:
        told = _staff_n(
            "Teams are being worked out for %(num)s union.",
            "Teams are being worked out for %(num)s unions.",
            asked,
        )
        flash(told, "done")
    else:
        flash(_staff("No accepted mentee is looking for a mentor."), "warning")
    return see_other(url_for("mentor_teams.overview", slug=slug))


@pages.post("/<slug>/publish", allow=MATCH)
def publish_all(work: Work, slug: str) -> Response:
    """Publish the drafts that the reader saw, all of them or none."""
    cycle = cycle_of_teams(work, slug)
    given = [one.partition(":") for one in request.form.get("drafts", "").split(",")]
    drafts = [service.Draft(id_of(one), number_of(count)) for one, _colon, count in given]
    service.require_drafts(work, cycle, [draft.proposal_id for draft in drafts])
    try:
        tell_published(service.publish(work, cycle, drafts))
    except AlreadyPublished as known:
        flash(str(known.message), "note")
    return see_other(url_for("mentor_teams.overview", slug=slug))

"""A union's workbench: where matching stands, and the draft that waits to be judged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, make_response, request

from punos.plugin import (
    MENTEE,
    MENTOR,
    JobRun,
    PageLink,
    Proposal,
    Work,
    clock,
    earlier_draft,
    latest,
    newest_proposal,
    page_number,
    render,
    unpublished,
)
from punos_mentor_teams.access import MATCH
from punos_mentor_teams.phrasing import CLASHES, proof
from punos_mentor_teams.rows import narrowed
from punos_mentor_teams.service import PROPOSE_JOB
from punos_mentor_teams.standing import Roster, read_roster
from punos_mentor_teams.texts import _staff_l
from punos_mentor_teams.views.base import KEPT, Here, frame, here, pages, row_of
from punos_mentor_teams.workbench import Draft, read_by_hand, read_draft

PER_PAGE = 20
LOOK_AGAIN_SECONDS = "3"
LONG_WAIT_SECONDS = 90
SHOWN = (
    ("", _staff_l("All mentees")),
    ("one", _staff_l("One mentor only")),
    ("contested", _staff_l("Someone else fits better")),
    ("changed", _staff_l("New or changed")),
    ("left_out", _staff_l("Left out")),
    ("gone", _staff_l("Somebody has left")),
)


@pages.get("/<slug>/<unit>", allow=MATCH)
def workbench(work: Work, slug: str, unit: str) -> Response | str:
    """Where matching stands in the union, and what can be done next."""
    place = here(work, slug, unit)
    roster = read_roster(work, place.cycle, place.unit.id)
    proposal = newest_proposal(work, place.cycle, place.unit.id)
    if proposal is not None and proposal.state == "draft":
        return _draft_page(work, place, roster, proposal)
    if proposal is not None and proposal.state == "working":
        run = latest(work, PROPOSE_JOB, proposal.id)
        if run is not None and run.state != "failed":
            return _working_page(work, place, roster, run)
    return _resting_page(work, place, roster, proposal)


def _draft_page(work: Work, place: Here, roster: Roster, proposal: Proposal) -> str:
    draft = read_draft(work, place.cycle, proposal, roster)
    kept = {key: request.args.get(key, "")[:200] for key in KEPT}
    rows = narrowed(draft.rows, kept["show"], kept["q"])
    page, links = _paged(place, len(rows), kept)
    return render(
        "mentor_teams/draft.html",
        **frame(work, place),
        draft=draft,
        without_guidelines=bool(unpublished(work, place.cycle, place.published)),
        quality=proposal.quality,
        proof=proof(proposal.quality),
        rows=rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        links=links,
        kept={**kept, "page": str(page) if page > 1 else ""},
        shown=_offered(draft, kept["show"]),
        row_of=row_of,
    )


def _offered(draft: Draft, chosen: str) -> list[tuple[str, Any, int]]:
    """The filters that would show something, with how much."""
    counted = [(key, label, len(narrowed(draft.rows, key, ""))) for key, label in SHOWN]
    return [(key, label, count) for key, label, count in counted if count or key in ("", chosen)]


def _paged(place: Here, found: int, kept: dict[str, str]) -> tuple[int, list[PageLink]]:
    last = max(1, -(-found // PER_PAGE))
    page = page_number(kept["page"], last)
    numbers = range(1, last + 1)
    return page, [PageLink(n, place.address({**kept, "page": n}), n == page) for n in numbers]


def _working_page(work: Work, place: Here, roster: Roster, run: JobRun) -> Response:
    """Progress in real numbers. It looks again by itself, unless the reader would rather not."""
    by_itself = request.args.get("wait") != "no"
    waited = (clock.now() - run.created_at).total_seconds()
    answer = make_response(
        render(
            "mentor_teams/working.html",
            **frame(work, place),
            run=run,
            seekers=len(roster.seekers()),
            mentors=len(roster.with_room()),
            by_itself=by_itself,
            slow=run.state == "queued" and waited > LONG_WAIT_SECONDS,
        )
    )
    if by_itself:
        answer.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return answer


def _resting_page(work: Work, place: Here, roster: Roster, proposal: Proposal | None) -> str:
    """Nothing is being worked on: never asked, published, or failed."""
    clashes = proposal.quality.get("contradictions", []) if proposal else []
    state = proposal.state if proposal else "none"
    return render(
        "mentor_teams/resting.html",
        **frame(work, place),
        failed=state in ("failed", "working"),
        clashes=[(_clash_names(one, roster), str(CLASHES[one["code"]])) for one in clashes],
        earlier=earlier_draft(work, proposal) if proposal and state == "failed" else None,
        published=proposal if state == "published" else None,
        roster=roster,
        seekers=roster.seekers(),
        by_hand=read_by_hand(work, place.cycle, roster),
    )


def _clash_names(stored: dict[str, Any], roster: Roster) -> str:
    ids = [UUID(stored[side]) for side in (MENTEE, MENTOR) if stored[side]]
    return " – ".join(roster.people[one].name for one in ids if one in roster.people)

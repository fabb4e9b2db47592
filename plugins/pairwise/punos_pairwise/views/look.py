"""The matching workbench: where matching stands, and the draft that waits to be judged."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, request

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    PageLink,
    Proposal,
    Wish,
    Work,
    clock,
    earlier_draft,
    latest,
    mentees_proposed,
    newest_proposal,
    page_number,
    render,
    said_no,
    wishes,
)
from punos_pairwise.access import MATCH
from punos_pairwise.matching.pins import CLASHES
from punos_pairwise.service import PROPOSE_JOB, asked_roles, mark_of
from punos_pairwise.standing import waiting
from punos_pairwise.texts import _staff_l
from punos_pairwise.views.base import KEPT, address, cycle_of_pairs, frame, pages, row_of
from punos_pairwise.workbench import (
    Draft,
    narrowed,
    people,
    read_draft,
    wish_rows,
)

WAYS = (
    ("none", _staff_l("Publish at once, without asking")),
    ("mentee", _staff_l("Ask the mentees first")),
    ("mentor", _staff_l("Ask the mentors first")),
    ("both", _staff_l("Ask both first")),
)
PER_PAGE = 20
LOOK_AGAIN_SECONDS = "3"
LONG_WAIT_SECONDS = 60
SHOWN = (
    ("", _staff_l("All pairs")),
    ("contested", _staff_l("Someone else fits better")),
    ("changed", _staff_l("New or changed")),
    ("left_out", _staff_l("Left out")),
    ("gone", _staff_l("Somebody has left")),
)


@pages.get("/<slug>", allow=MATCH)
def workbench(work: Work, slug: str) -> Response | str:
    """Where matching stands, and what can be done next."""
    cycle = cycle_of_pairs(work, slug)
    proposal = newest_proposal(work, cycle)
    if proposal is not None and proposal.state == "draft":
        return _draft_page(work, cycle, proposal)
    run = latest(work, PROPOSE_JOB, proposal.id) if proposal else None
    if proposal is not None and proposal.state == "working" and run and run.state != "failed":
        return _working_page(work, cycle, run)
    return _resting_page(work, cycle, proposal)


def _draft_page(work: Work, cycle: Cycle, proposal: Proposal) -> str:
    draft = read_draft(work, cycle, proposal)
    kept = {key: request.args.get(key, "")[:200] for key in KEPT}
    rows = narrowed(draft.rows, kept["show"], kept["q"])
    page, links = _paged(cycle, len(rows), kept)
    return render(
        "pairwise/draft.html",
        **frame(work, cycle),
        draft=draft,
        rows=rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        found=len(rows),
        links=links,
        kept={**kept, "page": str(page) if page > 1 else ""},
        shown=_offered(draft, kept["show"]),
        row_of=row_of,
        to_publish=draft.count(state="proposed"),
        asks=bool(asked_roles(proposal.settings)),
        seen=mark_of(row.suggestion for row in draft.rows if row.state == "proposed"),
        ways=_other_ways(proposal),
    )


def _other_ways(proposal: Proposal) -> list[tuple[str, Any]]:
    """The ways to publish that are not the cycle's own."""
    usual = proposal.settings.get("ask_first", "none")
    return [(key, label) for key, label in WAYS if key != usual]


def _offered(draft: Draft, chosen: str) -> list[tuple[str, Any, int]]:
    """The filters that would show something, with how much."""
    counted = [(key, label, len(narrowed(draft.rows, key, ""))) for key, label in SHOWN]
    return [(key, label, count) for key, label, count in counted if count or key in ("", chosen)]


def _paged(cycle: Cycle, found: int, kept: dict[str, str]) -> tuple[int, list[PageLink]]:
    last = max(1, -(-found // PER_PAGE))
    page = page_number(kept["page"], last)
    links = [
        PageLink(n, address(cycle, {**kept, "page": n}), n == page) for n in range(1, last + 1)
    ]
    return page, links


def _working_page(work: Work, cycle: Cycle, run: Any) -> Response:
    """Progress in real numbers. It looks again by itself, unless the reader would rather not."""
    free = waiting(work, cycle)
    by_itself = request.args.get("wait") != "no"
    waited = (clock.now() - run.created_at).total_seconds()
    answer = make_response(
        render(
            "pairwise/working.html",
            **frame(work, cycle),
            run=run,
            mentees=len(free.mentees),
            mentors=len(free.mentors),
            by_itself=by_itself,
            slow=run.state == "queued" and waited > LONG_WAIT_SECONDS,
        )
    )
    if by_itself:
        answer.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return answer


def _resting_page(work: Work, cycle: Cycle, proposal: Proposal | None) -> str:
    """Nothing is being worked on: never asked, published, or failed."""
    free = waiting(work, cycle)
    by_hand = wishes(work, cycle)
    clashes = proposal.quality.get("contradictions", []) if proposal else []
    known = people(work, [*_wished(by_hand), *_clashing(clashes)])
    state = proposal.state if proposal else "none"
    return render(
        "pairwise/resting.html",
        **frame(work, cycle),
        proposal=proposal,
        failed=state in ("failed", "working"),
        clashes=[(_clash_names(one, known), str(CLASHES[one["code"]])) for one in clashes],
        earlier=earlier_draft(work, proposal) if proposal and state == "failed" else None,
        published=proposal if state == "published" and _ready(work, proposal) else None,
        mentees=len(free.mentees),
        mentors=len(free.mentors),
        asked=len(free.asked),
        wishes=wish_rows(by_hand, said_no(work, cycle), known, free),
    )


def _ready(work: Work, proposal: Proposal | None) -> int:
    """The mentees to whom a published proposal has brought somebody, so far."""
    return mentees_proposed(work, [proposal.id]).get(proposal.id, 0) if proposal else 0


def _wished(by_hand: list[Wish]) -> list[UUID]:
    return [one for wish in by_hand for one in (wish.mentee_id, wish.mentor_id)]


def _clashing(clashes: list[dict[str, Any]]) -> list[UUID]:
    return [UUID(one[side]) for one in clashes for side in (MENTEE, MENTOR) if one[side]]


def _clash_names(stored: dict[str, Any], known: dict[UUID, Any]) -> str:
    ids = _clashing([stored])
    return " – ".join(known[one].name for one in ids if one in known)

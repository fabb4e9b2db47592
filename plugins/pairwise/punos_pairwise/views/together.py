"""Give a mentee of the draft somebody else: choose, see what changes, then change it."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.plugin import (
    Absent,
    Cycle,
    Proposal,
    Refused,
    Work,
    format_percent,
    newest_proposal,
    render,
    see_other,
)
from punos_pairwise.access import MATCH
from punos_pairwise.swapping import Change, Choice, Table
from punos_pairwise.texts import _staff
from punos_pairwise.together import Overtaken, put_together, read_table
from punos_pairwise.views.base import cycle_of_pairs, frame, id_of, pages, row_of
from punos_pairwise.workbench import Named, people


@pages.get("/<slug>/together", allow=MATCH)
def together(work: Work, slug: str) -> Response | str:
    """Whom a mentee could be given, with how well they fit; then what would change."""
    cycle = cycle_of_pairs(work, slug)
    proposal = newest_proposal(work, cycle)
    if proposal is None or proposal.state != "draft":
        flash(_staff("There is no draft now."), "warning")
        return see_other(url_for("pairwise.workbench", slug=slug))
    mentee = id_of(request.args.get("mentee", ""))
    return _page(work, cycle, proposal, mentee, request.args.get("other", ""))


@pages.post("/<slug>/together", allow=MATCH)
def together_save(work: Work, slug: str) -> Response:
    """Change these rows of the draft, unless a colleague was quicker: then show how it stands now."""
    cycle = cycle_of_pairs(work, slug)
    mentee, other = id_of(request.form.get("mentee", "")), request.form.get("other", "")
    proposal_id = id_of(request.form.get("proposal", ""))
    mentor, instead_of = _chosen(other)
    seen = request.form.get("seen", "")
    try:
        put_together(work, cycle, proposal_id, mentee, mentor, instead_of, seen=seen)
    except Refused as refused:
        return _as_it_stands(work, cycle, mentee, other, refused)
    flash(_staff("The draft is changed. You can go back to the one before."), "done")
    return see_other(url_for("pairwise.workbench", slug=slug, _anchor=row_of(mentee)))


def _as_it_stands(work: Work, cycle: Cycle, mentee: UUID, other: str, refused: Refused) -> Response:
    """The same page over the draft of now; a draft that is no more is told as ever."""
    proposal = newest_proposal(work, cycle)
    if proposal is None or proposal.state != "draft":
        raise refused
    told = Overtaken().message
    return make_response(_page(work, cycle, proposal, mentee, other, told), 409)


def _page(
    work: Work, cycle: Cycle, proposal: Proposal, mentee: UUID, other: str, told: Any = ""
) -> str:
    table = read_table(work, cycle, proposal)
    if mentee not in table.mentees:
        raise Absent
    known = people(work, [*table.mentees, *table.mentors])
    change = table.change(mentee, *_chosen(other)) if other else None
    return render(
        "pairwise/together.html",
        **frame(work, cycle, _staff("Give somebody else")),
        mentee=known[mentee],
        proposal=proposal,
        other=other,
        options=[_option(one, known) for one in table.choices(mentee)],
        rows=_rows(table, change, known) if change else [],
        change=change,
        told=told,
    )


def _chosen(value: str) -> tuple[UUID, UUID | None]:
    """The mentor of a choice, and whose place it is."""
    mentor, _colon, instead_of = value.partition(":")
    return id_of(mentor), id_of(instead_of) if instead_of else None


def _option(choice: Choice, known: dict[UUID, Named]) -> tuple[str, str]:
    name, percent = known[choice.mentor].name, format_percent(choice.score)
    value = f"{choice.mentor}:{choice.instead_of or ''}"
    if choice.instead_of is None:
        label = _staff("%(name)s · fit %(percent)s · has room", name=name, percent=percent)
    else:
        label = _staff(
            "%(name)s · fit %(percent)s · now with %(other)s",
            name=name,
            percent=percent,
            other=known[choice.instead_of].name,
        )
    if choice.fails:
        against = _staff("goes against what must agree")
        label = f"{label} · {against}"
    return value, label


def _rows(table: Table, change: Change, known: dict[UUID, Named]) -> list[tuple[Named, str, str]]:
    """Each mentee whom it touches, with the mentor before and after."""
    after = {one.mentee: _fit(known[one.mentor], one.score) for one in change.made}
    return [
        (known[one], _before(table, one, known), after.get(one, _staff("nobody")))
        for one in change.mentees()
        if one in known
    ]


def _before(table: Table, mentee: UUID, known: dict[UUID, Named]) -> str:
    row = table.row_of(mentee)
    if row is None or row.mentor_id not in known:
        return _staff("nobody")
    told = _fit(known[row.mentor_id], row.score)
    return _staff("%(pair)s, left out", pair=told) if row.state == "left_out" else told


def _fit(who: Named, score: float) -> str:
    return _staff("%(name)s · fit %(percent)s", name=who.name, percent=format_percent(score))

"""Choosing two people by hand: to keep them together, or apart."""

from collections.abc import Iterable

from flask import Response, flash, make_response, request, url_for
from marshmallow import fields

from punos.plugin import (
    Cycle,
    Form,
    PunosSchema,
    Work,
    field_info,
    render,
    see_other,
    sort_key,
    wish,
)
from punos_pairwise.access import MATCH
from punos_pairwise.standing import waiting
from punos_pairwise.texts import _staff, _staff_l
from punos_pairwise.views.acts import SAID
from punos_pairwise.views.base import cycle_of_pairs, frame, id_of, pages
from punos_pairwise.workbench import Named, people

KINDS = (
    ("pin", _staff_l("Keep them together")),
    ("forbid", _staff_l("Keep them apart")),
)


class TwoPeople(PunosSchema):
    """A mentee, a mentor, and what is wished about them."""

    mentee = fields.String(
        required=True, metadata=field_info(label=_staff_l("Mentee"), options=(), widget="select")
    )
    mentor = fields.String(
        required=True, metadata=field_info(label=_staff_l("Mentor"), options=(), widget="select")
    )
    kind = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("What you want"), options=KINDS, widget="radio"),
    )


@pages.get("/<slug>/by-hand", allow=MATCH)
def by_hand(work: Work, slug: str) -> str:
    """Everybody who waits, to choose from."""
    cycle = cycle_of_pairs(work, slug)
    given = {"mentee": request.args.get("mentee", ""), "kind": "pin"}
    return _page(work, cycle, Form(_schema(work, cycle), given))


@pages.post("/<slug>/by-hand", allow=MATCH)
def by_hand_save(work: Work, slug: str) -> Response:
    """Keep the wish for the next proposal."""
    cycle = cycle_of_pairs(work, slug)
    form = Form.from_request(_schema(work, cycle), request.form)
    data = form.load()
    if data is None:
        return make_response(_page(work, cycle, form), 422)
    wish(work, cycle, id_of(data["mentee"]), id_of(data["mentor"]), data["kind"])
    flash(str(SAID[data["kind"]]), "done")
    return see_other(url_for("pairwise.workbench", slug=slug))


def _page(work: Work, cycle: Cycle, form: Form) -> str:
    return render(
        "pairwise/by_hand.html", **frame(work, cycle, _staff("Choose two people")), form=form
    )


def _schema(work: Work, cycle: Cycle) -> PunosSchema:
    """The form with those who wait, by name."""
    free = waiting(work, cycle)
    known = people(work, [*free.mentees, *free.mentors])
    return TwoPeople().offer(
        mentee=_options(known[one] for one in free.mentees if one in known),
        mentor=_options(known[one] for one in free.mentors if one in known),
    )


def _options(found: Iterable[Named]) -> list[tuple[str, str]]:
    named = sorted(found, key=lambda one: (sort_key(one.name), one.id))
    return [(str(one.id), one.name) for one in named]

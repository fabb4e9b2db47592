"""Choosing people by hand: who is to be together, who is not, and who meets from today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, flash, make_response, request
from marshmallow import ValidationError, fields, validates_schema

from punos.plugin import Form, PunosSchema, Work, field_info, render, sort_key, wish
from punos_mentor_teams import service
from punos_mentor_teams.access import MATCH
from punos_mentor_teams.standing import MOST, Roster, Someone, read_roster
from punos_mentor_teams.texts import _staff, _staff_l
from punos_mentor_teams.views.acts import SAID
from punos_mentor_teams.views.base import Here, frame, here, id_of, pages

KINDS = (
    ("pin", _staff_l("Keep mentee and mentors together in proposals")),
    ("forbid", _staff_l("Keep mentee and mentors apart in proposals")),
    ("apart", _staff_l("Keep the two mentors apart in proposals")),
    ("team", _staff_l("Let them be a team from today, and tell them by mail")),
)


def _person(label: Any, **more: Any) -> fields.String:
    return fields.String(
        metadata=field_info(label=label, options=(), widget="select"),
        **more,
    )


class ByHandForm(PunosSchema):
    """A mentee, one or two mentors, and what is wanted."""

    mentee = _person(_staff_l("Mentee"), load_default=None, allow_none=True)
    mentor = _person(_staff_l("Mentor"), required=True)
    second = _person(_staff_l("Second mentor"), load_default=None, allow_none=True)
    kind = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("What you want"), options=KINDS, widget="radio"),
    )

    @validates_schema(skip_on_field_errors=True)
    def fits_together(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """Each thing that may be wanted needs its people, and nobody twice."""
        if data["kind"] != "apart" and not data["mentee"]:
            raise ValidationError([_staff_l("Choose a mentee.")], "mentee")
        if data["kind"] == "apart" and not data["second"]:
            raise ValidationError([_staff_l("Choose two mentors.")], "second")
        if data["second"] == data["mentor"]:
            raise ValidationError([_staff_l("Choose two different mentors.")], "second")


@pages.get("/<slug>/<unit>/by-hand", allow=MATCH)
def by_hand(work: Work, slug: str, unit: str) -> str:
    """Everybody who could be chosen."""
    place = here(work, slug, unit)
    roster = read_roster(work, place.cycle, place.unit.id)
    given = {"mentee": request.args.get("mentee", ""), "kind": "pin"}
    return _page(work, place, Form(_schema(roster), given))


@pages.post("/<slug>/<unit>/by-hand", allow=MATCH)
def by_hand_save(work: Work, slug: str, unit: str) -> Response:
    """Keep the wish for the next proposal, or form the team."""
    place = here(work, slug, unit)
    roster = read_roster(work, place.cycle, place.unit.id)
    form = Form.from_request(_schema(roster), request.form)
    data = form.load()
    if data is None:
        return make_response(_page(work, place, form), 422)
    _decide(work, place, roster, data)
    return place.back(keep=False)


def _decide(work: Work, place: Here, roster: Roster, data: Mapping[str, Any]) -> None:
    mentors = [id_of(data[name]) for name in ("mentor", "second") if data[name]]
    if data["kind"] == "apart":
        service.keep_apart(work, place.cycle, *mentors, apart=True)
        flash(_staff("These two mentors are not proposed for one team any more."), "done")
        return
    mentee = id_of(data["mentee"])
    if data["kind"] == "team":
        had = len(roster.mentors_of(mentee))
        service.place_by_hand(work, place.cycle, mentee, mentors, had=had)
        flash(_staff("They are a team now, and hear of it by mail."), "done")
        return
    for mentor in mentors:
        wish(work, place.cycle, mentee, mentor, data["kind"], pins=MOST)
    flash(str(SAID[data["kind"]]), "done")


def _page(work: Work, place: Here, form: Form) -> str:
    return render(
        "mentor_teams/by_hand.html", **frame(work, place, _staff("Decide by hand")), form=form
    )


def _schema(roster: Roster) -> PunosSchema:
    """The form with those who seek a mentor, and the mentors who have room, by name."""
    mentors = _options(roster.with_room())
    return ByHandForm().offer(mentee=_options(roster.seekers()), mentor=mentors, second=mentors)


def _options(found: Iterable[Someone]) -> list[tuple[str, str]]:
    named = sorted(found, key=lambda one: (sort_key(one.name), one.id))
    return [(str(one.id), one.name) for one in named]

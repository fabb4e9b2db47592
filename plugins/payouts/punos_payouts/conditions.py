"""What may be asked of a fact before it earns, one schema for each kind of fact."""

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from punos.plugin import PunosSchema, field_info
from punos_payouts.texts import _staff_l

CONTRACTS = (
    ("permanent", _staff_l("Permanent")),
    ("fixed_term", _staff_l("For a fixed time")),
    ("self_employed", _staff_l("Self-employed")),
    ("gig", _staff_l("Single jobs")),
)
IN_WORK = ("A1", "A2", "A3", "E1", "E2")
"""The core's codes of outcomes that mean work."""


def _several(label: Any, hint: Any = None, default: Sequence[str] = ()) -> fields.List:
    """A choice among what the association has; the pages offer it (`rules.offered`)."""
    return fields.List(
        fields.String(),
        load_default=lambda: list(default),
        metadata=field_info(label=label, help=hint, widget="checkboxes"),
    )


def _count(label: Any, default: int, *, least: int = 0, most: int = 1000) -> fields.Integer:
    return fields.Integer(
        load_default=default, validate=validate.Range(least, most), metadata=field_info(label=label)
    )


def _programmes() -> fields.List:
    return _several(_staff_l("Programmes"), _staff_l("None ticked: all of them."))


def _group_kinds(preset: Sequence[str] = ()) -> fields.List:
    told = _staff_l(
        "None ticked: all of them, except circles of pairs, as their pairs count already."
    )
    return _several(_staff_l("Kinds of groups"), told, preset)


class NoConditions(PunosSchema):
    """Nothing is asked."""


class CycleConditions(PunosSchema):
    """Of a cycle that has ended."""

    programmes = _programmes()


class FormedConditions(PunosSchema):
    """Of a pair, a team or a circle that was formed."""

    programmes = _programmes()
    group_kinds = _group_kinds()
    kick_off = fields.Boolean(
        load_default=True,
        metadata=field_info(label=_staff_l("The kick-off has been held"), widget="checkbox"),
    )
    meetings = _count(_staff_l("Meetings that they have held at least"), 1, most=100)


class CompletedConditions(PunosSchema):
    """Of a group that has come to its end."""

    programmes = _programmes()
    group_kinds = _group_kinds()
    meetings = _count(_staff_l("Meetings that they have held at least"), 3, most=100)


class CampConditions(PunosSchema):
    """Of a camp that was held."""

    programmes = _programmes()
    group_kinds = _group_kinds(("camp",))
    meetings = _count(_staff_l("Parts of the camp that were held at least"), 1, least=1, most=100)


class MeetingConditions(PunosSchema):
    """Of meetings that were held, until there are enough."""

    programmes = _programmes()
    meeting_kinds = _several(_staff_l("Kinds of meetings"), _staff_l("None ticked: all of them."))
    meetings = _count(_staff_l("How many meetings"), 1, least=1)


class EventConditions(PunosSchema):
    """Of a joint event that was held."""

    programmes = _programmes()
    meeting_kinds = _several(
        _staff_l("Kinds of meetings"), _staff_l("None ticked: all of them."), ("event",)
    )
    themes = _several(_staff_l("What it was about"), _staff_l("None ticked: anything."))


class EmployedConditions(PunosSchema):
    """Of somebody who has found work: what counts as employed."""

    programmes = _programmes()
    codes = _several(_staff_l("What counts as work"), default=IN_WORK)
    contracts = fields.List(
        fields.String(),
        load_default=list,
        metadata=field_info(
            label=_staff_l("Kinds of contract"),
            help=_staff_l("None ticked: any."),
            options=CONTRACTS,
            widget="checkboxes",
        ),
    )
    min_hours = _count(_staff_l("Hours a week at least"), 0, most=60)
    own_field = fields.Boolean(
        load_default=False,
        metadata=field_info(label=_staff_l("Only work in her own field"), widget="checkbox"),
    )
    days_after = _count(
        _staff_l("Days after the end of the agreement on which work may still begin"), 0, most=730
    )

"""What is asked about a meeting."""

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from punos.forms import Option, PunosSchema, field_info
from punos.i18n import _, _l, _staff_l

LENGTHS: dict[int, Any] = {
    30: _l("Half an hour"),
    60: _l("An hour"),
    90: _l("An hour and a half"),
    120: _l("Two hours"),
}
OTHER_THEME = "-"
"""What is sent for a theme outside of the plan; no code of a theme looks like it."""


class MeetingForm(PunosSchema):
    """A meeting that was held: when, how long, what about, and who was there."""

    theme = fields.String(required=True, metadata=field_info(label=_l("What was the theme?")))
    held_on = fields.Date(required=True, metadata=field_info(label=_l("Which day did you meet?")))
    starts = fields.Time(required=True, metadata=field_info(label=_l("At what time?")))
    minutes = fields.Integer(
        required=True,
        validate=validate.Range(1, 1440),
        metadata=field_info(label=_l("How long?"), widget="radio"),
    )
    present = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(min=1),
        metadata=field_info(label=_l("Who was there?")),
    )
    talked_about = fields.List(
        fields.String(),
        load_default=list,
        metadata=field_info(label=_l("What did you talk about?")),
    )
    topic = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_l("Anything else you talked about?"),
            help=_l("A few words are enough. Please write no names."),
        ),
    )


class CommonMeetingForm(PunosSchema):
    """A meeting of everybody in a cycle; its kinds are offered."""

    kind = fields.String(required=True, metadata=field_info(label=_staff_l("Kind of meeting")))
    held_on = fields.Date(required=True, metadata=field_info(label=_staff_l("Day")))
    starts = fields.Time(required=True, metadata=field_info(label=_staff_l("Begins at")))
    minutes = fields.Integer(
        required=True,
        validate=validate.Range(15, 1440),
        metadata=field_info(label=_staff_l("Length in minutes")),
    )
    place = fields.String(
        load_default=None, allow_none=True, metadata=field_info(label=_staff_l("Place"))
    )


class MinutesForm(PunosSchema):
    """What was said and decided at a meeting of everybody."""

    text = fields.String(
        required=True,
        validate=validate.Length(max=20_000),
        metadata=field_info(
            label=_staff_l("What was said"),
            help=_staff_l("Write of what, and not of whom: participants are not named here."),
            widget="textarea",
            rows=12,
        ),
    )
    decisions = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=10_000),
        metadata=field_info(label=_staff_l("What was decided"), widget="textarea", rows=6),
    )


class PresentForm(PunosSchema):
    """Who was at a meeting of everybody; the people are offered."""

    present = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(min=1),
        metadata=field_info(
            label=_staff_l("Who was there?"),
            help=_staff_l("Whoever has no tick counts as not there."),
        ),
    )


def meeting_schema(
    *,
    themes: Sequence[Option],
    minutes: Sequence[int],
    people: Sequence[Option],
    topics: Sequence[Option] = (),
) -> PunosSchema:
    """The form for a group whose plan has these themes and lengths, and with these members.

    Without themes or topics none is asked for; without people nobody asks who was there.
    """
    asked = {"theme": themes, "present": people, "talked_about": topics}
    schema = MeetingForm(exclude=[name for name, options in asked.items() if not options])
    offered: dict[str, Sequence[Option]] = {"minutes": _lengths(minutes)}
    if themes:
        offered["theme"] = [*themes, (OTHER_THEME, _("Something else"))]
    if people:
        offered["present"] = people
    if topics:
        offered["talked_about"] = topics
    return schema.offer(**offered)


def _lengths(planned: Sequence[int]) -> list[Option]:
    usual = {length: LENGTHS.get(length) for length in sorted({*LENGTHS, *planned})}
    return [
        (str(length), label or _("%(minutes)s minutes", minutes=length))
        for length, label in usual.items()
    ]

"""What is asked about interviews: in a programme's settings, when times are offered, and afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.forms import PunosSchema, field_info
from punos.i18n import _staff, _staff_l
from punos.texts import Text, pick

SHORT_NAME = r"[a-z][a-z0-9_]{0,39}\Z"
MARKS = range(1, 6)
RECOMMENDS: tuple[tuple[str, Any], ...] = (
    ("accept", _staff_l("Accept")),
    ("waiting", _staff_l("Put on the waiting list")),
    ("refuse", _staff_l("Do not accept")),
)
USUAL: tuple[tuple[str, Mapping[str, str]], ...] = (
    (
        "motivation",
        {"en": "Motivation", "fi": "Motivaatio", "sv": "Motivation"},
    ),
    (
        "time",
        {
            "en": "Time for the programme",
            "fi": "Aikaa ohjelmaan",
            "sv": "Tid för programmet",
        },
    ),
    (
        "goals",
        {
            "en": "Goals that the programme can help with",
            "fi": "Tavoitteet, joissa ohjelma voi auttaa",
            "sv": "Mål som programmet kan hjälpa med",
        },
    ),
)
"""What a programme asks its interviewers unless it says otherwise: texts that it then owns."""


class Criterion(PunosSchema):
    """One line of the score sheet."""

    name = fields.String(
        required=True,
        validate=validate.Regexp(SHORT_NAME),
        metadata=field_info(label=_staff_l("Short name")),
    )
    names = fields.Dict(
        keys=fields.String(validate=validate.Length(min=2, max=3)),
        values=fields.String(validate=validate.Length(min=1, max=120)),
        required=True,
        validate=validate.Length(min=1),
        metadata=field_info(label=_staff_l("What is marked from 1 to 5, by language")),
    )


class InterviewSettings(PunosSchema):
    """How a programme interviews its applicants."""

    minutes = fields.Integer(
        load_default=30,
        validate=validate.Range(5, 240),
        metadata=field_info(label=_staff_l("Length of an interview in minutes")),
    )
    notice_hours = fields.Integer(
        load_default=12,
        validate=validate.Range(0, 336),
        metadata=field_info(
            label=_staff_l("How many hours before an interview its time can be chosen or changed"),
        ),
    )
    score_sheet = fields.List(
        fields.Nested(Criterion),
        load_default=lambda: [{"name": name, "names": dict(names)} for name, names in USUAL],
        validate=validate.Length(max=12),
        metadata=field_info(label=_staff_l("Score sheet of the interview")),
    )

    @validates_schema(skip_on_field_errors=True)
    def each_once(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """No short name twice: of two lines only one could be kept."""
        names = [line["name"] for line in data["score_sheet"]]
        if len(set(names)) < len(names):
            told = _staff("Two lines have the same short name. Give each its own.")
            raise ValidationError([told], "score_sheet")


@dataclass(frozen=True)
class InterviewPlan:
    """A programme's settings of interviews, as the rest of this part reads them."""

    minutes: int
    notice_hours: int
    criteria: tuple[tuple[str, Mapping[str, str]], ...]

    def named(self, language: str) -> list[tuple[str, Text]]:
        """The lines of the score sheet, each with its name in this language."""
        return [(name, pick(names, language)) for name, names in self.criteria]


def interview_plan(settings: Mapping[str, Any]) -> InterviewPlan:
    """What a cycle's settings say of interviews; a programme that says nothing has the usual."""
    kept = InterviewSettings().load(dict(settings.get("interviews") or {}))
    sheet = tuple((line["name"], line["names"]) for line in kept["score_sheet"])
    return InterviewPlan(kept["minutes"], kept["notice_hours"], sheet)


class OfferSchema(PunosSchema):
    """Times to offer on one day. Who interviews, roles and units are offered."""

    host = fields.String(required=True, metadata=field_info(label=_staff_l("Who interviews?")))
    role = fields.String(
        load_default=None, allow_none=True, metadata=field_info(label=_staff_l("For whom?"))
    )
    unit = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("For which unit?"),
            help=_staff_l("Only that unit’s applicants can choose these times."),
        ),
    )
    day = fields.Date(required=True, metadata=field_info(label=_staff_l("Day")))
    starts = fields.Time(required=True, metadata=field_info(label=_staff_l("Begins at")))
    ends = fields.Time(required=True, metadata=field_info(label=_staff_l("Until")))
    minutes = fields.Integer(
        required=True,
        validate=validate.Range(5, 240),
        metadata=field_info(label=_staff_l("Length of an interview in minutes")),
    )
    pause = fields.Integer(
        load_default=0,
        validate=validate.Range(0, 240),
        metadata=field_info(label=_staff_l("Break between two interviews in minutes")),
    )
    place = fields.String(
        required=True,
        validate=validate.Length(max=300),
        metadata=field_info(
            label=_staff_l("Where?"),
            help=_staff_l("A place, or the address of a video meeting. Applicants see it."),
        ),
    )

    @validates_schema(skip_on_field_errors=True)
    def long_enough(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """The span holds at least one interview."""
        first, last = data["starts"], data["ends"]
        span = (last.hour - first.hour) * 60 + last.minute - first.minute
        if span < data["minutes"]:
            raise ValidationError([_staff("Not one interview fits in between.")], "ends")


class SlotSchema(PunosSchema):
    """When and where one interview is."""

    day = fields.Date(required=True, metadata=field_info(label=_staff_l("Day")))
    starts = fields.Time(required=True, metadata=field_info(label=_staff_l("Begins at")))
    minutes = fields.Integer(
        required=True,
        validate=validate.Range(5, 240),
        metadata=field_info(label=_staff_l("Length of an interview in minutes")),
    )
    place = fields.String(
        required=True,
        validate=validate.Length(max=300),
        metadata=field_info(
            label=_staff_l("Where?"),
            help=_staff_l("A place, or the address of a video meeting. Applicants see it."),
        ),
    )


def sheet_schema(criteria: Sequence[tuple[str, Text]]) -> PunosSchema:
    """The score sheet as a form: a mark for each line, a recommendation and a summary."""
    marks = [(str(mark), str(mark)) for mark in MARKS]
    found: dict[str, Any] = {
        f"mark_{name}": fields.Integer(
            required=True,
            metadata=field_info(
                label=label,
                help=_staff_l("1: weak, 5: very good"),
                widget="radio",
                options=marks,
            ),
        )
        for name, label in criteria
    }
    found["recommends"] = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("What do you recommend?"), widget="radio", options=RECOMMENDS
        ),
    )
    found["summary"] = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("Summary"),
            help=_staff_l(
                "As you would say it to them: they may read it. Nothing about health, faith or other "
                "people. It is deleted after 6 months; the marks stay."
            ),
            widget="textarea",
            sensitivity="personal",
        ),
    )
    made: type[PunosSchema] = PunosSchema.from_dict(found, name="Sheet")  # type: ignore[assignment]
    return made()

"""Everything that is held about a person, for their own eyes: no secret, and nobody else's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import joinedload

from punos.enrolments.answers import for_staff, told
from punos.enrolments.models import ApplicationDraft, Enrolment
from punos.enrolments.sections import only_for_group
from punos.enrolments.steps import known_state
from punos.extend.holdings import Coded, Condition, Holding
from punos.i18n import _, format_date, format_datetime, format_list
from punos.mail.models import Mail
from punos.mail.service import concealed
from punos.people.models import Person
from punos.privacy.holdings import personal
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.texts import pick
from punos.work import Work

Row = list[tuple[Any, str]]
"""(label, what stands there) for each column that is not empty."""


@dataclass(frozen=True)
class Shelf:
    """What one table holds about the person: as it is stored, and in words."""

    holding: Holding
    stored: list[Mapping[str, Any]]
    rows: list[Row] = field(default_factory=list)

    @property
    def few(self) -> list[Row]:
        """As many as a page shows; the download has all."""
        return self.rows[:20]


def everything(work: Work, person_id: UUID, *, own: bool = False) -> list[Shelf]:
    """All of it, in one statement and one for the applications.

    `own`: for the person's own page, without what may be somebody else's. Otherwise staff read it:
    without what she gave for her mentor or mentee alone. A decision shows on her own page when she
    has been told of it, as it does everywhere else.
    """
    known = personal(work.registry)
    asked = [_stored(one, person_id, (own and one.own) or one.about) for one in known]
    found = work.session.execute(select(*asked)).one()
    enrolled = _enrolled(work, person_id)
    applications = {str(one.id): list(_application(work, one, own=own)) for one in enrolled}
    untold = {str(one.id): _as_told(work, one) for one in enrolled if _is_untold(work, one)}
    return [
        Shelf(one, rows, [_in_words(one, row, applications) for row in rows])
        for one, stored in zip(known, found, strict=True)
        if (rows := _readable(work, one, stored, own=own, untold=untold))
    ]


def _readable(
    work: Work, holding: Holding, stored: Any, *, own: bool, untold: Mapping[str, Any]
) -> Any:
    """Rows without what nobody is to read here.

    A link in a mail that is still on its way lets whoever opens it in.
    """
    if not stored:
        return stored
    if holding.model is Mail and "body" in holding.shown:
        return [{**row, "body": concealed(row["body"])} for row in stored]
    if holding.model is Enrolment and own:
        return [{**row, **untold.get(row["id"], {})} for row in stored]
    if holding.model is Enrolment:
        return [{**row, "answers": for_staff(work, row["answers"])} for row in stored]
    if holding.model is ApplicationDraft and not own:
        return [{**row, "typed": _typed_for_staff(work, row["typed"])} for row in stored]
    return stored


def _typed_for_staff(work: Work, typed: list[Any]) -> list[Any]:
    hidden = {f"{section}-{name}" for section, name in only_for_group(work.registry)}
    return [pair for pair in typed if pair[0] not in hidden]


def as_data(work: Work, person: Person, shelves: list[Shelf]) -> dict[str, Any]:
    """The same for a machine: what is stored, by table, with the reason and what becomes of it."""
    return {
        "association": str(pick(work.settings.names, work.language)),
        "language": work.language,
        "person": str(person.id),
        "held": [
            {
                "table": one.holding.table,
                "what": str(one.holding.label),
                "why": str(one.holding.purpose),
                "rows": one.stored,
            }
            for one in shelves
        ],
    }


def _stored(holding: Holding, person_id: UUID, about: Condition | None) -> Any:
    """The shown columns of a person's rows, the newest last, as one JSON list."""
    assert about is not None
    model, names = holding.model, [*holding.shown]
    pairs = [part for name in ("id", *names) for part in (name, getattr(model, name))]
    rows: Select[Any] = select(
        func.jsonb_agg(aggregate_order_by(func.jsonb_build_object(*pairs), model.id))
    )
    return rows.where(about(person_id)).correlate(None).scalar_subquery()


def _in_words(holding: Holding, row: Mapping[str, Any], applications: Mapping[str, Row]) -> Row:
    if holding.model is Enrolment:
        return applications.get(row["id"], [])
    said = (
        (shown, _said(holding, name, shown, row[name])) for name, shown in holding.shown.items()
    )
    return [(_label(shown), text) for shown, text in said if text]


def _label(shown: Any) -> Any:
    return shown.label if isinstance(shown, Coded) else shown


def _said(holding: Holding, name: str, shown: Any, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(shown, Coded):
        return str(shown.words.get(value, value))
    kind = holding.model.__mapper__.columns[name].type
    if isinstance(kind, DateTime):
        return str(format_datetime(datetime.fromisoformat(value)))
    if isinstance(kind, Date):
        return str(format_date(date.fromisoformat(value)))
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    return "\n".join(_flat(value))


def _flat(value: Any) -> Iterator[str]:
    """What a list or a nested answer says, one line for each thing."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _flat(inner)
    elif isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            yield str(format_list([item for item in value if item]))
        else:
            for item in value:
                yield from _flat(item)
    elif value not in (None, ""):
        yield str(value)


def _is_untold(work: Work, enrolment: Enrolment) -> bool:
    model = model_of(work, enrolment.cycle)
    return (
        model.has_state(enrolment.model_state)
        and known_state(model, enrolment).name != enrolment.model_state
    )


def _as_told(work: Work, enrolment: Enrolment) -> dict[str, Any]:
    """The columns that would tell a decision before it is told, as its person knows them."""
    known = known_state(model_of(work, enrolment.cycle), enrolment)
    return {"state": known.core, "decided_at": None, "ended_at": None}


def _enrolled(work: Work, person_id: UUID) -> Sequence[Enrolment]:
    query = (
        select(Enrolment)
        .where(Enrolment.person_id == person_id)
        .options(
            joinedload(Enrolment.person),
            joinedload(Enrolment.cycle).joinedload(Cycle.programme),
            joinedload(Enrolment.cycle).joinedload(Cycle.version),
        )
        .order_by(Enrolment.id)
    )
    return work.session.scalars(query).all()


def _application(work: Work, enrolment: Enrolment, *, own: bool) -> Iterator[tuple[Any, str]]:
    """What was applied for and answered, in the words of the forms."""
    model = model_of(work, enrolment.cycle)
    yield _("Cycle"), str(pick(enrolment.cycle.names, work.language))
    yield _("Role"), str(model.roles.get(enrolment.role, enrolment.role))
    if model.has_state(enrolment.model_state):
        here = known_state(model, enrolment) if own else model.state(enrolment.model_state)
        yield _("State"), str(here.label)
    yield _("Applied"), str(format_datetime(enrolment.applied_at))
    for section in told(work, enrolment, enrolment.answers, staff=not own):
        yield from ((label, text) for label, text in section.rows if text)

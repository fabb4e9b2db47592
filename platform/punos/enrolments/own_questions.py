"""Questions that an association asks of its own: made on a page, asked in every form from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.enrolments.models import Enrolment, OwnQuestion
from punos.errors import Absent, Refused
from punos.forms import YES_NO, PunosSchema, field_info
from punos.forms.words import LocalWords
from punos.i18n import _l, _staff
from punos.programmes.models import Cycle, Programme
from punos.work import Work

NAME = "own"
MOST = 30
"""So many questions may one programme ask at a time: nobody reads to the end of more."""
CHOICES = ("one", "many")
LARGEST = 10**9
_KEPT = _l("Until a year after the cycle has ended.")
_MEMO = "own_questions"


def asked(work: Work, programme_id: UUID, role: str, *, reading: bool = False) -> list[OwnQuestion]:
    """What a programme asks those who apply in a role; for `reading` also what it asked once."""
    return [
        one
        for one in questions_of(work, programme_id)
        if one.role in (None, role) and (reading or one.retired_at is None)
    ]


def questions_of(work: Work, programme_id: UUID) -> list[OwnQuestion]:
    """Every question of a programme, in order. All of the association's are read once, together."""
    found: dict[UUID, list[OwnQuestion]] | None = work.session.info.get(_MEMO)
    if found is None:
        found = work.session.info[_MEMO] = {}
        query = select(OwnQuestion).order_by(OwnQuestion.position, OwnQuestion.id)
        for one in work.session.scalars(query):
            found.setdefault(one.programme_id, []).append(one)
    return found.get(programme_id, [])


def schema_for(questions: Sequence[OwnQuestion], *, staff: bool = False) -> type[PunosSchema]:
    """The questions as a schema. `staff` fill in for others, and may know less."""
    made = {one.name: _field(one, needed=one.required and not staff) for one in questions}
    schema: type[PunosSchema] = PunosSchema.from_dict(made, name="OwnQuestions")  # type: ignore[assignment]
    return schema


def _field(one: OwnQuestion, *, needed: bool) -> fields.Field:
    told = field_info(
        label=LocalWords(one.labels),
        help=LocalWords(one.helps) if one.helps else None,
        purpose=LocalWords(one.purposes),
        retention=_KEPT,
        sensitivity=one.sensitivity,  # type: ignore[arg-type]  # one of three, by its form
        options=_options(one),
        widget={"text": "textarea", "yes_no": "radio", "many": "checkboxes"}.get(one.kind),  # type: ignore[arg-type]
    )
    told["retired"] = one.retired_at is not None
    if one.kind == "many":
        given: dict[str, Any] = {"required": True} if needed else {"load_default": list}
        return fields.List(fields.String(), metadata=told, **given)
    given = {"required": True} if needed else {"load_default": None, "allow_none": True}
    if one.kind == "number":
        limits = validate.Range(-LARGEST, LARGEST)
        return fields.Decimal(metadata=told, validate=limits, allow_nan=False, **given)
    kind = fields.Date if one.kind == "date" else fields.String
    return kind(metadata=told, **given)


def _options(one: OwnQuestion) -> tuple[tuple[str, Any], ...] | None:
    if one.kind == "yes_no":
        return YES_NO
    if one.kind in CHOICES:
        return tuple((value, LocalWords(labels)) for value, labels in one.options)
    return None


def question_of(work: Work, programme: Programme, question_id: UUID) -> OwnQuestion:
    """One question of a programme. Raises Absent."""
    found = [one for one in questions_of(work, programme.id) if one.id == question_id]
    if not found:
        raise Absent
    return found[0]


def add_question(work: Work, programme: Programme, told: Mapping[str, Any]) -> OwnQuestion:
    """Ask one more; `told` holds the columns that its form asks for. Raises Refused at too many."""
    lock_row(work.session, Programme, programme.id)
    _forget(work)
    there = questions_of(work, programme.id)
    if sum(one.retired_at is None for one in there) >= MOST:
        raise Refused(_staff("So many questions are more than people answer. Retire one first."))
    question = OwnQuestion(
        programme_id=programme.id,
        name=f"q{len(there) + 1}",
        position=max((one.position for one in there), default=0) + 1,
        changed_at=clock.now(),
        **{**told, "options": _numbered([], told["options"])},
    )
    work.session.add(question)
    work.session.flush()
    audit(work, "own_question.added", "own_question", question.id, sorted(told))
    _forget(work)
    return question


def change_question(work: Work, question: OwnQuestion, told: Mapping[str, Any]) -> None:
    """Ask it in other words. Its kind stays: answers that are there already must stay readable.

    Raises Refused when an option goes that somebody has chosen.
    """
    told = {**told, "options": _numbered(question.options, told["options"])}
    gone = {value for value, _labels in question.options} - {v for v, _labels in told["options"]}
    if gone and _is_chosen(work, question, gone):
        raise Refused(_staff("Somebody has chosen an option that you take away. Keep it."))
    changed = sorted(name for name, value in told.items() if getattr(question, name) != value)
    for name in changed:
        setattr(question, name, told[name])
    if changed:
        question.changed_at = clock.now()
        audit(work, "own_question.changed", "own_question", question.id, changed)
    _forget(work)


def retire_question(work: Work, question: OwnQuestion, *, retired: bool) -> None:
    """Ask it no more, or again. What was answered stays where it is."""
    question.retired_at = clock.now() if retired else None
    question.changed_at = clock.now()
    audit(work, "own_question.retired", "own_question", question.id, ["retired_at"])
    _forget(work)


def move_question(work: Work, programme: Programme, question: OwnQuestion, by: int) -> None:
    """One place up (-1) or down (1) among those that are asked."""
    lock_row(work.session, Programme, programme.id)
    there = [one for one in questions_of(work, programme.id) if one.retired_at is None]
    at = there.index(question) if question in there else -1
    if at >= 0 and 0 <= at + by < len(there):
        there.insert(at + by, there.pop(at))
        for position, one in enumerate(there, 1):
            one.position = position
        audit(work, "own_question.moved", "own_question", question.id, ["position"])
    _forget(work)


def _numbered(before: Sequence[Any], labels: Sequence[Mapping[str, str]]) -> list[Any]:
    """Options with a value each. One that is called as before, in any language, keeps its value; when
    as many stand there as before, a new name at the same place is a new name for the same thing."""
    old = [(value, dict(said)) for value, said in before]
    named = {(code, text): value for value, said in old for code, text in said.items()}
    kept = [next((named[pair] for pair in one.items() if pair in named), None) for one in labels]
    if len(old) == len(labels):
        free = {value for value, _said in old} - set(kept)
        kept = [
            value or (was if was in free else None)
            for value, (was, _said) in zip(kept, old, strict=True)
        ]
    taken = {value for value, _said in old}
    fresh = (f"o{number}" for number in range(1, 10_000) if f"o{number}" not in taken)
    return [[value or next(fresh), dict(one)] for value, one in zip(kept, labels, strict=True)]


def _is_chosen(work: Work, question: OwnQuestion, values: set[str]) -> bool:
    said = Enrolment.answers[NAME]["data"][question.name]
    for value in values:
        chosen = said.contains([value]) if question.kind == "many" else said.astext == value
        query = (
            select(Enrolment.id)
            .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
            .where(Cycle.programme_id == question.programme_id, chosen)
        )
        if work.session.scalars(query.limit(1)).first() is not None:
            return True
    return False


def _forget(work: Work) -> None:
    work.session.info.pop(_MEMO, None)

"""Where the selection of a cycle stands: how many of each role, and whether they are balanced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import fields
from sqlalchemy import func, select

from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.sections import FormSection, plugin_sections
from punos.forms import language_name
from punos.forms.info import label_of, options_of, widget_of
from punos.i18n import Message, _staff, _staff_l
from punos.people.models import Person
from punos.programmes.model import ModelState, ProgrammeModel
from punos.programmes.models import Cycle
from punos.work import Work

READ = "enrolments.read"
MOST_SHOWN = 12
"""Answers of one question that are counted by name; what is rarer is put together."""
TARGET = "pairs"
OPEN = ("waiting", "undecided")


@dataclass(frozen=True)
class Row:
    """What is counted of one application. `answers` is by question."""

    role: str
    state: ModelState
    told: bool
    unit_id: UUID | None
    outside: bool
    city: str
    answers: Mapping[str, Any]

    @property
    def stands(self) -> str:
        """undecided · waiting · accepted · refused · gone."""
        if self.state.tells == "waiting":
            return "waiting"
        if self.state.core == "active" or self.state.completes:
            return "accepted"
        return {"candidate": "undecided", "refused": "refused"}.get(self.state.core, "gone")


@dataclass(frozen=True)
class Part:
    """How far the selection of one role is. `places` are those that its people bring along.

    `target` is what `accepted`, or else `places`, is to reach; None for whoever sees a part of it.
    """

    role: str
    label: Any
    counts: Counter[str]
    outside: int
    places: int | None
    target: int | None

    @property
    def free(self) -> int:
        """Places that are still to be given."""
        reached = self.counts["accepted"] if self.places is None else self.places
        return max((self.target or 0) - reached, 0)


@dataclass(frozen=True)
class Balance:
    """Who is accepted and who may still be, by one thing: [(name, {role: (accepted, open)})].

    Open are those on the waiting list and those about whom nothing is decided yet.
    """

    title: Any
    rows: Sequence[tuple[Any, Mapping[str, tuple[int, int]]]]


@dataclass(frozen=True)
class Selection:
    """All that the page tells. `outside` are those who are outside the rules and wait for a decision."""

    parts: Sequence[Part]
    balances: Sequence[Balance]
    untold: Counter[str]
    outside: int


@dataclass(frozen=True)
class _Question:
    """A question of the form that is counted, or that says how many places somebody brings."""

    section: str
    name: str
    field: fields.Field

    @property
    def key(self) -> str:
        return f"{self.section}.{self.name}"

    @property
    def column(self) -> Any:
        return Enrolment.answers[(self.section, "data", self.name)].label(self.key)


def counted(
    work: Work, cycle: Cycle, model: ProgrammeModel, units: Mapping[UUID, Any]
) -> Selection:
    """Count the applications that the actor may see, in one statement. `units` names those to tell."""
    asked, places = _questions(work, model, "balance"), _questions(work, model, "places")
    rows = _rows(work, cycle, model, [*asked, *places])
    whole = work.actor.units(READ) is None
    target = cycle.targets.get(TARGET) if whole else None
    parts = [
        _part(role, label, [row for row in rows if row.role == role], places, target)
        for role, label in model.roles.items()
    ]
    inside = [row for row in rows if row.stands in ("accepted", *OPEN)]
    return Selection(
        parts,
        [balance for balance in _balances(inside, asked, units) if balance.rows],
        Counter(row.state.tells for row in rows if row.state.tells and not row.told),
        sum(row.outside for row in rows if row.stands == "undecided"),
    )


def roles_with_places(work: Work, model: ProgrammeModel) -> set[str]:
    """The roles whose people bring places for others along."""
    return {
        role
        for _plugin, section in plugin_sections(work.registry)
        for role in model.roles
        if section.is_for(model.name, role) and _marked(section, "places")
    }


def _questions(work: Work, model: ProgrammeModel, mark: str) -> list[_Question]:
    """Those of the programme model's own questions whose fields carry a mark, each once."""
    found: dict[str, _Question] = {}
    for _plugin, section in plugin_sections(work.registry):
        if any(section.is_for(model.name, role) for role in model.roles):
            for name, field in _marked(section, mark):
                question = _Question(section.name, name, field)
                found.setdefault(question.key, question)
    return list(found.values())


def _marked(section: FormSection, mark: str) -> list[tuple[str, fields.Field]]:
    declared = section.schema().fields
    return [(name, field) for name, field in declared.items() if field.metadata.get(mark)]


def _rows(
    work: Work, cycle: Cycle, model: ProgrammeModel, questions: Sequence[_Question]
) -> list[Row]:
    query = (
        select(
            Enrolment.role,
            Enrolment.model_state,
            Enrolment.told_state,
            Enrolment.unit_id,
            func.jsonb_array_length(Enrolment.unmet),
            Person.city,
            *(question.column for question in questions),
        )
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.cycle_id == cycle.id)
    )
    keys = [question.key for question in questions]
    return [
        Row(
            role,
            model.state(state),
            told == state,
            unit_id,
            bool(outside),
            city or "",
            dict(zip(keys, said, strict=True)),
        )
        for role, state, told, unit_id, outside, city, *said in work.session.execute(
            scope(work.actor, query, Enrolment, READ)
        )
    ]


def _part(
    role: str, label: Any, rows: Sequence[Row], places: Sequence[_Question], target: int | None
) -> Part:
    accepted = [row for row in rows if row.stands == "accepted"]
    brought = [row.answers[one.key] for row in accepted for one in places]
    known = [number for number in brought if isinstance(number, int)]
    return Part(
        role,
        label,
        Counter(row.stands for row in rows),
        sum(row.outside for row in rows),
        sum(known) if known else None,
        target,
    )


def _balances(
    rows: Sequence[Row], questions: Sequence[_Question], units: Mapping[UUID, Any]
) -> Iterable[Balance]:
    if units:
        yield _balance(_staff_l("Who brought them"), rows, lambda row: [_unit(row, units)])
    yield _balance(_staff_l("City"), rows, lambda row: [fold_city(row.city)])
    for question in questions:
        yield _balance(label_of(question.field), rows, _teller(question))


def fold_city(city: str) -> str:
    """A city as it is counted: written as most people write it."""
    return " ".join(city.split()).title()


def _unit(row: Row, units: Mapping[UUID, Any]) -> Any:
    return units.get(row.unit_id, "") if row.unit_id else _staff("No unit yet")


def _balance(title: Any, rows: Sequence[Row], names_of: Callable[[Row], Sequence[Any]]) -> Balance:
    """Counted by name, the most frequent first; who said nothing is counted at the end."""
    counts: dict[str, Counter[tuple[str, str]]] = {}
    named: dict[str, Any] = {}
    for row in rows:
        for name in names_of(row) or ("",):
            named.setdefault(str(name), name)
            counts.setdefault(str(name), Counter())[(row.role, row.stands)] += 1
    silent = counts.pop("", Counter())
    if not counts:
        return Balance(title, [])
    order = sorted(counts, key=lambda name: (-counts[name].total(), name))
    found = [(named[name], counts[name]) for name in order[:MOST_SHOWN]]
    if rest := order[MOST_SHOWN:]:
        found.append((_staff("Others"), sum((counts[name] for name in rest), Counter())))
    # A role in which nobody has answered is not asked.
    asked = {role for count in counts.values() for role, _stands in count}
    silent = Counter({key: number for key, number in silent.items() if key[0] in asked})
    if silent:
        found.append((_staff("Not said"), silent))
    return Balance(title, [(name, _by_role(count)) for name, count in found])


def _by_role(count: Counter[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    roles = {role for role, _stands in count}
    return {
        role: (count[(role, "accepted")], sum(count[(role, one)] for one in OPEN)) for role in roles
    }


def _teller(question: _Question) -> Callable[[Row], Sequence[Any]]:
    """From a row to the answers in words; a mark may itself say how answers are put together."""
    mark, key = question.field.metadata["balance"], question.key
    if widget_of(question.field) == "levels":
        return lambda row: [language_name(one["language"]) for one in row.answers[key] or ()]
    words = mark if callable(mark) else _labels(question.field)

    def told(row: Row) -> Sequence[Any]:
        said = row.answers[key]
        several = said if isinstance(said, list) else [said]
        return [words(one) for one in several if one not in (None, "")]

    return told


def _labels(field: fields.Field) -> Callable[[Any], Message | str]:
    labels = {value: str(label) for value, label in options_of(field)}

    def label(value: Any) -> str:
        if isinstance(value, bool):
            return str(_staff("Yes") if value else _staff("No"))
        return labels.get(str(value), str(value))

    return label

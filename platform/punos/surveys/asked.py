"""What a programme asks at each wave: a ready survey until the association changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Programme
from punos.surveys.items import SHARED, Item, read_item
from punos.surveys.models import WAVES, SurveyTemplate
from punos.surveys.ready import INTRO, TITLES, ready_items
from punos.work import Work

MOST = 30
"""So many questions may one survey have: it is to be answered in a few minutes."""
OPEN_DAYS = 21


class Place(NamedTuple):
    """Of which programme, at which wave and of which role something is asked."""

    programme: Programme
    model: ProgrammeModel
    wave: str
    role: str


@dataclass(frozen=True)
class Asked:
    """A survey as it would be sent today."""

    wave: str
    role: str
    titles: Mapping[str, str]
    intros: Mapping[str, str]
    items: tuple[Item, ...]
    anonymous: bool
    open_days: int
    is_ready: bool
    """Whether it is the one that comes with Punos, which the association has not changed."""

    def item(self, name: str) -> Item:
        """The question of this name. Raises Absent."""
        for item in self.items:
            if item.name == name:
                return item
        raise Absent

    @property
    def unused(self) -> list[Item]:
        """The shared questions that it does not ask."""
        names = {item.name for item in self.items}
        return [item for item in SHARED.values() if item.name not in names]


def asked_by(work: Work, programme: Programme, model: ProgrammeModel) -> list[Asked]:
    """Every survey of a programme, by wave and role: one statement."""
    query = select(SurveyTemplate).where(SurveyTemplate.programme_id == programme.id)
    kept = {(one.wave, one.role): one for one in work.session.scalars(query)}
    return [
        _of(kept[wave, role]) if (wave, role) in kept else _ready(model, wave, role)
        for wave in WAVES
        for role in model.roles
    ]


def asked_at(work: Work, place: Place) -> Asked:
    """One of them. Raises Absent for a wave or a role that does not exist."""
    surveys = asked_by(work, place.programme, place.model)
    found = [one for one in surveys if (one.wave, one.role) == (place.wave, place.role)]
    if not found:
        raise Absent
    return found[0]


def change(work: Work, place: Place, **told: Any) -> None:
    """Keep other texts, days or the way in which answers are kept (`anonymous`)."""
    _keep(work, place, lambda one: replace(one, **told), list(told))


def add_item(work: Work, place: Place, item: Item) -> None:
    """Ask one more; one of the association's own is given a name here. Raises Refused at too many."""

    def add(one: Asked) -> Asked:
        if len(one.items) >= MOST:
            raise Refused(
                _staff("So many questions are more than people answer. Remove one first.")
            )
        named = item if item.name in SHARED else replace(item, name=_free_name(one.items))
        if any(there.name == named.name for there in one.items):
            raise Refused(_staff("This question is asked already."))
        return replace(one, items=(*one.items, named))

    _keep(work, place, add, ["items"])


def change_item(work: Work, place: Place, item: Item) -> None:
    """Ask a question in other words; of choices those that are called as before keep their values."""

    def put(one: Asked) -> Asked:
        one.item(item.name)
        return replace(one, items=tuple(item if i.name == item.name else i for i in one.items))

    _keep(work, place, put, ["items"])


def drop_item(work: Work, place: Place, name: str) -> None:
    """Ask it no more. Surveys that were sent keep it."""

    def drop(one: Asked) -> Asked:
        return replace(one, items=tuple(item for item in one.items if item.name != name))

    _keep(work, place, drop, ["items"])


def move_item(work: Work, place: Place, name: str, by: int) -> None:
    """One place up (-1) or down (1)."""

    def move(one: Asked) -> Asked:
        there = list(one.items)
        at = there.index(one.item(name))
        if 0 <= at + by < len(there):
            there.insert(at + by, there.pop(at))
        return replace(one, items=tuple(there))

    _keep(work, place, move, ["items"])


def use_ready(work: Work, place: Place) -> None:
    """Throw the association's own version away: the ready one is sent from then on."""
    lock_row(work.session, Programme, place.programme.id)
    if (row := _row(work, place)) is not None:
        work.session.delete(row)
        audit(work, "survey_template.dropped", "survey_template", row.id)


def numbered(
    labels: Sequence[Mapping[str, str]], before: Item | None = None
) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Choices with a value each; one that is called as before in any language keeps its value."""
    old = before.options if before else ()
    named = {pair: value for value, texts in old for pair in texts.items()}
    taken = {value for value, _texts in old}
    fresh = (f"o{number}" for number in range(1, 10_000) if f"o{number}" not in taken)
    found: dict[str, Mapping[str, str]] = {}
    for texts in labels:
        known = next((named[pair] for pair in texts.items() if pair in named), None)
        found[known if known and known not in found else next(fresh)] = dict(texts)
    return tuple(found.items())


def _keep(
    work: Work,
    place: Place,
    changed: Callable[[Asked], Asked],
    fields: Sequence[str],
) -> None:
    # Held until the end, so that of two who change it at once neither undoes the other.
    lock_row(work.session, Programme, place.programme.id)
    wanted = changed(asked_at(work, place))
    row = _row(work, place)
    if row is None:
        row = SurveyTemplate(programme_id=place.programme.id, wave=place.wave, role=place.role)
        work.session.add(row)
    row.titles, row.intros = dict(wanted.titles), dict(wanted.intros)
    row.items = [item.stored() for item in wanted.items]
    row.anonymous, row.open_days = wanted.anonymous, wanted.open_days
    row.changed_at, row.changed_by = clock.now(), work.account_id
    work.session.flush()
    audit(work, "survey_template.changed", "survey_template", row.id, fields)


def _row(work: Work, place: Place) -> SurveyTemplate | None:
    query = select(SurveyTemplate).where(
        SurveyTemplate.programme_id == place.programme.id,
        SurveyTemplate.wave == place.wave,
        SurveyTemplate.role == place.role,
    )
    return work.session.scalars(query).one_or_none()


def _of(row: SurveyTemplate) -> Asked:
    items = tuple(read_item(kept) for kept in row.items)
    return Asked(
        row.wave, row.role, row.titles, row.intros, items, row.anonymous, row.open_days, False
    )


def _ready(model: ProgrammeModel, wave: str, role: str) -> Asked:
    items = tuple(ready_items(wave, helps=role in model.helping_roles))
    return Asked(wave, role, TITLES[wave], INTRO, items, False, OPEN_DAYS, True)


def _free_name(items: Sequence[Item]) -> str:
    taken = {item.name for item in items}
    return next(name for number in range(1, 10_000) if (name := f"q{number}") not in taken)

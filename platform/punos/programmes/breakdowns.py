"""People and pairs of a cycle by city, unit, peer type and field, as rows of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from punos.i18n import _staff, _staff_n
from punos.matching.questions import PEER_TYPES
from punos.occupations.api import label as occupation_label
from punos.programmes.model import ProgrammeModel
from punos.programmes.overview import SEVERAL, Grouped, Member, People
from punos.texts import pick

MOST = 12
"""So many rows are told one by one; the others together."""
Read = Callable[[Any], str | None]


class Dimension(NamedTuple):
    """A thing by which people of some roles are counted, and pairs and groups along with them."""

    key: str
    title: str
    what: str
    roles: frozenset[str]
    of_person: Read
    of_group: Read


@dataclass(frozen=True)
class Breakdown:
    """Numbers by one thing that people have in common: a row is (name, number of each series).

    `places` say which series these are: the role's place in the model, pairs and groups after all of
    them, so that each has the same colour everywhere.
    """

    key: str
    title: str
    what: str
    places: list[int]
    series: list[Any]
    rows: list[tuple[str, list[int]]]


def breakdowns(
    model: ProgrammeModel, people: Sequence[People], groups: Sequence[Grouped], language: str
) -> list[Breakdown]:
    """Those of which something is known.

    A pair is counted by its mentee's city and field and by its mentor's type; where several in one
    group differ, it is counted as such.
    """
    found = (_breakdown(one, model, people, groups) for one in _dimensions(model, language))
    return [one for one in found if one is not None]


def _dimensions(model: ProgrammeModel, language: str) -> list[Dimension]:
    def unit(one: Any) -> str | None:
        return pick(one.unit, language).value if one.unit else None

    def field(one: People | Member) -> str | None:
        return occupation_label(one.occupation[:2], language) if one.occupation else None

    everybody = frozenset(model.roles)
    helped = model.outcome_roles or everybody
    helping = everybody - helped
    return [
        Dimension("city", _staff("By city"), _staff("City"), everybody, _city, _of(helped, _city)),
        Dimension("unit", _staff("By unit"), _staff("Unit"), everybody, unit, unit),
        Dimension(
            "peer",
            _staff("By type of mentor"),
            _staff("Type of mentor"),
            helping,
            _peer_type,
            _of(helping, _peer_type),
        ),
        Dimension(
            "field",
            _staff("By field of work"),
            _staff("Field of work"),
            everybody,
            field,
            _of(helped, field),
        ),
    ]


def _breakdown(
    by: Dimension, model: ProgrammeModel, people: Sequence[People], groups: Sequence[Grouped]
) -> Breakdown | None:
    writing: dict[str, str] = {}
    places: list[int] = []
    series: list[Any] = []
    columns: list[Counter[str | None]] = []
    for place, (role, label) in enumerate(model.roles.items(), 1):
        of_role = [one for one in people if one.role == role and role in by.roles]
        counts = _summed(((by.of_person(one), one.taking_part) for one in of_role), writing)
        if counts:
            places.append(place)
            series.append(label)
            columns.append(counts)
    standing = _summed(((by.of_group(one), 1) for one in groups if one.stands), writing)
    if standing:
        places.append(len(model.roles) + 1)
        series.append(_staff("Pairs and groups"))
        columns.append(standing)
    rows = _rows(columns, writing)
    return Breakdown(by.key, by.title, by.what, places, series, rows) if rows else None


def _summed(
    found: Iterable[tuple[str | None, int]], writing: dict[str, str]
) -> Counter[str | None]:
    """The numbers by name; one that is written in small letters, or with more room, is the same.

    `writing` keeps how each name is written, with capitals where anybody did.
    """
    numbers: Counter[str | None] = Counter()
    for name, number in found:
        tidy = " ".join(name.split()) if name else name
        key = tidy.casefold() if tidy else tidy
        if key and tidy and number:
            writing[key] = min(tidy, writing.get(key, tidy))
        numbers[key] += number
    return +numbers


def _rows(
    columns: Sequence[Counter[str | None]], writing: dict[str, str]
) -> list[tuple[str, list[int]]]:
    """The most frequent first; what is not told comes last. None where no name is known."""
    names = sorted(writing, key=lambda one: (-max(column[one] for column in columns), one))
    rows = [(writing[one], [column[one] for column in columns]) for one in names[:MOST]]
    if rest := names[MOST:]:
        told = _staff_n("%(num)s other", "%(num)s others", len(rest))
        rows.append((told, [sum(column[one] for one in rest) for column in columns]))
    unnamed = ((SEVERAL, _staff("Several")), (None, _staff("Not told")))
    for key, told in unnamed if names else ():
        numbers = [column[key] for column in columns]
        if any(numbers):
            rows.append((told, numbers))
    return rows


def _of(roles: frozenset[str], read: Callable[[Member], str | None]) -> Read:
    return lambda group: group.common(roles, read)


def _city(one: People | Member) -> str | None:
    return one.city


def _peer_type(one: People | Member) -> str | None:
    """In the words of those who choose one."""
    labels = dict(PEER_TYPES)
    return str(labels[one.peer_type]) if one.peer_type in labels else None

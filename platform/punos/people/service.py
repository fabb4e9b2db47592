"""Verbs about people."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent
from punos.events.service import record as record_event
from punos.people.models import Consent, Person, PersonApart
from punos.texts import fold, sort_key
from punos.work import Work

Named = tuple[str, str | None, str | None]
"""Given name, family name and e-mail address."""

FIELDS = ("given_name", "family_name", "email", "phone", "city", "language")


def add_person(work: Work, **values: Any) -> Person:
    """Add a person. Needs `given_name`; every other field of FIELDS and `unit_id` may be missing."""
    person = Person(created_at=clock.now(), **values)
    _derive(person)
    work.session.add(person)
    audit(work, "person.added", "person", person.id, _given(values))
    return person


def hold_person(work: Work, person: Person) -> Person:
    """The person, read afresh and held: nobody erases them meanwhile. Raises Absent for one erased.

    Hold their cycle first, and what hangs on them after.
    """
    held = lock_row(work.session, Person, person.id)
    if held is None or held.erased_at is not None:
        raise Absent
    return held


def hold_people(work: Work, people: Iterable[Person]) -> dict[UUID, Person]:
    """The same for several, by id and in the order of their ids; who is erased is left out."""
    query = (
        select(Person)
        .where(Person.id.in_({one.id for one in people}))
        .order_by(Person.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in work.session.scalars(query) if one.erased_at is None}


def change_person(work: Work, person: Person, **values: Any) -> Person:
    """Change some fields of a person; only those that differ are written and audited."""
    changed = [name for name in values if getattr(person, name) != values[name]]
    for name in changed:
        setattr(person, name, values[name])
    if changed:
        _derive(person)
        audit(work, "person.changed", "person", person.id, changed)
    return person


def same_person(
    work: Work, given_name: str, family_name: str | None, email: str | None
) -> Person | None:
    """The person with this address and name, if there is one.

    The name has to agree too: a family may share an address, and a stranger who types somebody's
    address must not become them.
    """
    return same_people(work, [(given_name, family_name, email)])[0]


def same_people(
    work: Work,
    named: Sequence[Named],
    *,
    among: ColumnElement[bool] | None = None,
    rather: ColumnElement[bool] | None = None,
) -> list[Person | None]:
    """The same for several at once, in one statement: a person or None for each, in their order.

    `among` limits who may be recognised, as to the people of a unit. Of several the oldest wins,
    those of whom `rather` is true before the others.
    """
    addresses = {fold_email(email) for _given, _family, email in named if email}
    query = select(Person).where(Person.email_folded.in_(addresses))
    if among is not None:
        query = query.where(among)
    # The last of several is kept, and false sorts before true.
    order = [Person.id.desc()] if rather is None else [rather, Person.id.desc()]
    people = work.session.scalars(query.order_by(*order))
    known = {_same(one.given_name, one.family_name, one.email): one for one in people}
    return [known.get(_same(*one)) if one[2] else None for one in named]


def _same(given_name: str, family_name: str | None, email: str | None) -> tuple[str, str]:
    return fold(f"{given_name} {family_name or ''}"), fold_email(email or "")


def fold_email(email: str) -> str:
    """An address as it is compared."""
    return email.strip().casefold()


SERVICE = "service"
"""The purpose of the one consent that an application asks for, and the only one of the core."""


def decide_consent(
    work: Work, person: Person, purpose: str, *, given: bool, text: str, language: str, how: str
) -> Consent:
    """Record that a person gave or withdrew consent to a purpose, to exactly this wording."""
    consent = Consent(
        person_id=person.id,
        purpose=purpose,
        decision="given" if given else "withdrawn",
        text_version=hashlib.sha256(text.encode()).hexdigest(),
        language=language,
        how=how,
        decided_at=clock.now(),
        recorded_by=work.account_id,
    )
    work.session.add(consent)
    kind = "consent.given" if given else "consent.withdrawn"
    record_event(work, kind, person, data={"purpose": purpose})
    return consent


def has_consented(work: Work, person: Person, purpose: str) -> bool:
    """Whether the newest decision about this purpose was to give consent."""
    query = (
        select(Consent.decision)
        .where(Consent.person_id == person.id, Consent.purpose == purpose)
        .order_by(Consent.decided_at.desc(), Consent.id.desc())
        .limit(1)
    )
    return work.session.scalars(query).first() == "given"


def apart_pairs(work: Work) -> set[frozenset[UUID]]:
    """Of whom staff have said that they are two people."""
    query = select(PersonApart.person_id, PersonApart.other_id)
    return {frozenset(pair) for pair in work.session.execute(query)}


def _derive(person: Person) -> None:
    person.email_folded = fold_email(person.email) if person.email else None
    person.sort_key = sort_key(f"{person.family_name or person.given_name} {person.given_name}")
    parts = (person.given_name, person.family_name, person.email, person.city)
    person.search_text = fold(" ".join(part for part in parts if part))


def _given(values: Mapping[str, Any]) -> list[str]:
    return [name for name, value in values.items() if value is not None]

"""Verbs about the register of employers and those who answer there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.employers.models import Employer, EmployerContact
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.texts import fold, sort_key
from punos.work import Work

Known = tuple[str, str]
"""Name and city, folded: by these two an employer is told from another."""


def add_employer(work: Work, name: str, **values: Any) -> Employer:
    """Write down a workplace: `city`, `profession`, `website`, `offers`, `note`, `unit_id` may be given.

    Raises Refused when one of this name and city is there.
    """
    if known_as(name, values.get("city")) in known_employers(work):
        raise Refused(_staff("There is already an employer of this name in this city."))
    return write_down(work, name, **values)


def write_down(work: Work, name: str, **values: Any) -> Employer:
    """The same for one of which it is known that it is not there yet."""
    employer = Employer(
        name=name, added_at=clock.now(), added_by=work.account_id, **{"offers": [], **values}
    )
    _derive(employer)
    work.session.add(employer)
    work.session.flush()
    audit(work, "employer.added", "employer", employer.id)
    return employer


def change_employer(work: Work, employer_id: UUID, **values: Any) -> None:
    """Change some of its values; only what differs is written. Raises Absent, and Refused as above."""
    employer = _held(work, employer_id)
    changed = sorted(name for name, value in values.items() if getattr(employer, name) != value)
    if not changed:
        return
    wanted = known_as(values.get("name", employer.name), values.get("city", employer.city))
    if known_employers(work).get(wanted, employer.id) != employer.id:
        raise Refused(_staff("There is already an employer of this name in this city."))
    for name in changed:
        setattr(employer, name, values[name])
    _derive(employer)
    audit(work, "employer.changed", "employer", employer.id, changed)


def retire(work: Work, employer_id: UUID) -> None:
    """It is not to be asked any more; earlier visits still name it. Who answered there is forgotten."""
    employer = _held(work, employer_id)
    if employer.retired_at is None:
        employer.retired_at = clock.now()
        for contact in contacts_of(work, employer):
            work.session.delete(contact)
        audit(work, "employer.retired", "employer", employer.id)


def ask_again(work: Work, employer_id: UUID) -> None:
    """An employer that was not to be asked any more may be asked again."""
    employer = _held(work, employer_id)
    if employer.retired_at is not None:
        employer.retired_at = None
        audit(work, "employer.taken_up", "employer", employer.id)


def add_contact(work: Work, employer: Employer, **values: Any) -> EmployerContact:
    """Write down somebody who answers there: `name`, and `title`, `email`, `phone`, `told_on`."""
    contact = EmployerContact(employer_id=employer.id, added_at=clock.now(), **values)
    work.session.add(contact)
    work.session.flush()
    audit(work, "employer.contact_added", "employer", employer.id)
    return contact


def change_contact(work: Work, contact: EmployerContact, **values: Any) -> None:
    """Change what is known of them; only what differs is written."""
    changed = sorted(name for name, value in values.items() if getattr(contact, name) != value)
    for name in changed:
        setattr(contact, name, values[name])
    if changed:
        audit(work, "employer.contact_changed", "employer", contact.employer_id, changed)


def remove_contact(work: Work, contact: EmployerContact) -> None:
    """Forget somebody who answered there."""
    work.session.delete(contact)
    audit(work, "employer.contact_removed", "employer", contact.employer_id)


def contacts_of(work: Work, employer: Employer) -> list[EmployerContact]:
    """Who answers there, in the order they were added."""
    query = select(EmployerContact).where(EmployerContact.employer_id == employer.id)
    return list(work.session.scalars(query.order_by(EmployerContact.id)))


def known_as(name: str, city: str | None) -> Known:
    """By what an employer is told from another."""
    return fold(name), fold(city or "")


def known_employers(work: Work) -> dict[Known, UUID]:
    """The whole register by name and city: one statement.

    Read whole, since names are compared folded, and there are some hundreds at the most.
    """
    query = select(Employer.id, Employer.name, Employer.city).order_by(Employer.id.desc())
    return {known_as(name, city): key for key, name, city in work.session.execute(query)}


def _held(work: Work, employer_id: UUID) -> Employer:
    held = lock_row(work.session, Employer, employer_id)
    if held is None:
        raise Absent
    return held


def _derive(employer: Employer) -> None:
    employer.sort_key = sort_key(employer.name)
    employer.search_text = fold(" ".join(part for part in (employer.name, employer.city) if part))

"""Verbs about certificates: asking for them, for one or for all; whose they are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.accounts.links import issue
from punos.audit.service import record as audit
from punos.certificates.models import Certificate
from punos.certificates.reading import OWN_LANGUAGES, eligible
from punos.db import insert_once, points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.files.models import StoredFile
from punos.i18n import _, use_language
from punos.jobs.models import JobRun
from punos.jobs.service import latest, start
from punos.mail.service import greeted, is_one_address, queue
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.work import Work

MAKE = "punos.certificates.making:make"
PURPOSE = "certificate"
LASTS = timedelta(days=400)


def issue_certificates(
    work: Work, cycle: Cycle, chosen: Collection[UUID] | None = None, language: str | None = None
) -> int:
    """Ask for certificates of those chosen, or of all; gives how many people.

    Each is in the person's own language unless one is given. One that was made before is made anew, so
    that it tells what is so now. Raises Absent when one of those chosen did not take part here or is
    not seen by the actor.
    """
    people = {row.id: row.Person for row in work.session.execute(eligible(work, cycle))}
    if chosen is not None and not people.keys() >= set(chosen):
        raise Absent
    wanted = people if chosen is None else {key: people[key] for key in chosen}
    for enrolment_id, person in wanted.items():
        _ask(work, enrolment_id, language or own_language(work, person))
    if wanted:
        start(work, MAKE, cycle.id)
    return len(wanted)


def own_language(work: Work, person: Person) -> str:
    """A language in which there are certificates: theirs, else the association's first."""
    for code in (person.language, *work.settings.languages):
        if code in OWN_LANGUAGES:
            return str(code)
    return "en"


def _ask(work: Work, enrolment_id: UUID, language: str) -> None:
    key = {"enrolment_id": enrolment_id, "language": language}
    if not insert_once(
        work.session, Certificate, **key, issued_at=clock.now(), issued_by=work.account_id
    ):
        query = select(Certificate).filter_by(**key).with_for_update()
        found = work.session.scalars(query).one()
        _forget_file(work, found)
        found.issued_at, found.issued_by, found.told_at = clock.now(), work.account_id, None
    audit(work, "certificate.asked", "enrolment", enrolment_id, [language])


def _forget_file(work: Work, certificate: Certificate) -> None:
    """What it told before is not kept beside what it tells now."""
    old, certificate.file_id = certificate.file_id, None
    work.session.flush()
    if old is not None:
        work.session.execute(delete(StoredFile).where(StoredFile.id == old))


def run_of(work: Work, cycle: Cycle) -> JobRun | None:
    """The newest run of the job that makes a cycle's certificates."""
    return latest(work, MAKE, cycle.id)


def own_certificates(work: Work) -> list[Certificate]:
    """Those of whoever acts that are made, the newest first."""
    if work.actor.person_id is None:
        return []
    query = (
        select(Certificate)
        .join(Enrolment, points_at(Certificate.enrolment_id, Enrolment))
        .where(Enrolment.person_id == work.actor.person_id, Certificate.file_id.is_not(None))
        .options(joinedload(Certificate.enrolment).joinedload(Enrolment.cycle))
        .order_by(Certificate.issued_at.desc(), Certificate.id)
    )
    return list(work.session.scalars(query))


def own_certificate(work: Work, certificate_id: UUID) -> Certificate:
    """One of them. Raises Absent for another's."""
    for one in own_certificates(work):
        if one.id == certificate_id:
            return one
    raise Absent


def tell(work: Work, certificate: Certificate) -> bool:
    """Write to whom it is that it is there, once; whether a mail went out."""
    person: Person = certificate.enrolment.person
    if certificate.told_at is not None or not is_one_address(person.email or ""):
        return False
    certificate.told_at = clock.now()
    link = issue(work, PURPOSE, "person", person.id, person_id=person.id, lifetime=LASTS)
    with use_language(person.language):
        name = pick(certificate.enrolment.cycle.names, person.language).value
        body = [
            _("Hello %(name)s,", name=greeted(person.given_name)),
            _("Thank you for taking part! Your certificate is ready:"),
            link,
            "\n".join((_("With kind regards,"), pick(work.settings.names, person.language).value)),
        ]
        queue(
            work,
            kind="certificate.ready",
            to_address=person.email or "",
            person_id=person.id,
            language=person.language,
            subject=_("%(cycle)s: your certificate", cycle=name),
            body="\n\n".join(body) + "\n",
        )
    return True

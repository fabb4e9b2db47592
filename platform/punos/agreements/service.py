"""Verbs about agreements."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.agreements.models import AgreementAcceptance, AgreementVersion
from punos.agreements.reading import unpublished
from punos.audit.service import record as audit
from punos.db import insert_once, lock_row
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.programmes.models import Cycle, Programme
from punos.work import Work


def versions(work: Work, programme: Programme, kind: str) -> list[AgreementVersion]:
    """Every version of a programme's guidelines or agreement, the newest first."""
    query = select(AgreementVersion).where(
        AgreementVersion.programme_id == programme.id, AgreementVersion.kind == kind
    )
    return list(work.session.scalars(query.order_by(AgreementVersion.number.desc())))


def newest(work: Work, programme_id: UUID, kind: str) -> AgreementVersion | None:
    """The version that people are asked to accept; None before one is published."""
    query = (
        select(AgreementVersion)
        .where(AgreementVersion.programme_id == programme_id, AgreementVersion.kind == kind)
        .order_by(AgreementVersion.number.desc())
        .limit(1)
    )
    return work.session.scalars(query).first()


def publish(
    work: Work, programme: Programme, kind: str, texts: Mapping[str, str]
) -> AgreementVersion:
    """Make a new version, `{language: text}`, the one that people are asked to accept from now on.

    Raises Refused when nothing would change.
    """
    # Held, so that two who publish at the same moment get two numbers.
    lock_row(work.session, Programme, programme.id)
    before = newest(work, programme.id, kind)
    if before is not None and before.texts == dict(texts):
        raise Refused(_staff("This is the text that is published already. Nothing was changed."))
    made = AgreementVersion(
        programme_id=programme.id,
        kind=kind,
        number=before.number + 1 if before else 1,
        texts=dict(texts),
        published_at=clock.now(),
        published_by=work.account_id,
    )
    work.session.add(made)
    work.session.flush()
    audit(work, f"agreement.{kind}_published", "agreement_version", made.id, sorted(texts))
    return made


def accept(
    work: Work, enrolment_id: UUID, programme_id: UUID, version_id: UUID, language: str
) -> None:
    """Write down that somebody accepts a version as they read it. Doing so again changes nothing.

    Raises Absent for a version, or a language of it, that their programme does not have.
    """
    query = select(AgreementVersion.texts).where(
        AgreementVersion.id == version_id, AgreementVersion.programme_id == programme_id
    )
    texts = work.session.scalars(query).one_or_none()
    if texts is None or language not in texts:
        raise Absent
    values = {"enrolment_id": enrolment_id, "version_id": version_id, "language": language}
    if insert_once(work.session, AgreementAcceptance, accepted_at=clock.now(), **values):
        audit(work, "agreement.accepted", "enrolment", enrolment_id)


def require_published(work: Work, cycle: Cycle) -> None:
    """Raise Refused while something that first meetings wait for is not published."""
    if unpublished(work, cycle):
        raise Refused(
            _staff(
                "Publish the guidelines and the agreement of this programme first: "
                "nobody can meet before accepting them."
            )
        )

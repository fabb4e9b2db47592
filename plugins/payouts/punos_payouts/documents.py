"""Papers of a claim, in the reader's language: asked for here, made by the worker, kept as files."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.plugin import (
    Absent,
    JobRun,
    Refused,
    Work,
    clock,
    insert_once,
    latest,
    lock_row,
    record_audit,
    start,
)
from punos_payouts.claims import SUBJECT
from punos_payouts.models import Claim, Document
from punos_payouts.texts import _staff

MAKE_JOB = "punos_payouts.papers:make_paper"
KINDS = ("pdf", "xlsx")


def ask_for_paper(work: Work, claim: Claim, kind: str) -> Document:
    """A paper of the claim as it is signed, in the language of the work; asked for twice, made once.

    Raises Absent for an unknown kind and Refused while the claim is not signed.
    """
    if kind not in KINDS:
        raise Absent
    if claim.signed_hash is None or claim.signed_hash != claim.content_hash:
        raise Refused(_staff("A second person has to sign the claim before papers are made of it."))
    key = {
        "claim_id": claim.id,
        "kind": kind,
        "language": work.language,
        "content_hash": claim.content_hash,
    }
    insert_once(work.session, Document, **key, file_id=None, made_at=clock.now())
    query = select(Document).filter_by(**key).with_for_update()
    document = work.session.scalars(query).one()
    if document.file_id is None and not _is_on_its_way(work, document):
        start(work, MAKE_JOB, document.id)
        record_audit(work, "payouts.paper_asked", SUBJECT, claim.id, [kind])
    return document


def _is_on_its_way(work: Work, document: Document) -> bool:
    run = run_of(work, document)
    return run is not None and run.state in ("queued", "running")


def run_of(work: Work, document: Document) -> JobRun | None:
    """The newest run of the job that makes the paper."""
    return latest(work, MAKE_JOB, document.id)


def document_by_id(work: Work, document_id: UUID) -> Document:
    """The paper with its claim. Raises Absent."""
    query = select(Document).where(Document.id == document_id)
    found = work.session.scalars(query.options(joinedload(Document.claim))).one_or_none()
    if found is None:
        raise Absent
    return found


def held_document(work: Work, document_id: UUID) -> Document | None:
    """The same, held, for the worker; None when the claim is gone."""
    return lock_row(work.session, Document, document_id)


def papers_of(work: Work, claim: Claim) -> Sequence[Document]:
    """The papers of the claim as it stands that are made, the newest first."""
    query = select(Document).where(
        Document.claim_id == claim.id,
        Document.content_hash == claim.content_hash,
        Document.file_id.is_not(None),
    )
    return work.session.scalars(query.order_by(Document.made_at.desc(), Document.id)).all()

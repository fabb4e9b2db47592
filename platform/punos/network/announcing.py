"""What the network tells its members: written once, carried to each by the border's courier."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate
from sqlalchemy import func, select

from punos import clock
from punos.audit.service import record as audit
from punos.border.kinds import BorderKind, NotThisKind
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import send
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.i18n import LANGUAGES, _staff
from punos.jobs.models import JobRun
from punos.jobs.service import latest, progress, start
from punos.network.models import NetworkAnnouncement, ReceivedAnnouncement
from punos.tenancy.models import PublicTenant, Tenant
from punos.work import Work

KIND = "announcement"
SEND = "punos.network.announcing:send_to_members"
SUBJECT = "network_announcement"
LONGEST_TITLE, LONGEST_TEXT = 150, 5000


def _by_language(longest: int) -> fields.Dict:
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    text = fields.String(validate=validate.Length(1, longest))
    return fields.Dict(keys=language, values=text, required=True, validate=validate.Length(min=1))


class AnnouncementSchema(Schema):
    """Titles and texts by language."""

    titles = _by_language(LONGEST_TITLE)
    texts = _by_language(LONGEST_TEXT)


def _received(work: Work, item: InboxItem) -> None:
    """Keep the network's news. Raises NotThisKind for what another tenant passes off as such."""
    sender = work.session.get(Tenant, item.sender_id)
    if work.tenant.kind != "association" or sender is None or sender.kind != "network":
        raise NotThisKind("announcement: not from the network to a member")
    row = ReceivedAnnouncement(
        inbox_id=item.id,
        titles=item.payload["titles"],
        texts=item.payload["texts"],
        received_at=clock.now(),
    )
    work.session.add(row)


def _on_status(_work: Work, _item: OutboxItem) -> None:
    """Nobody decides about news, so there is nothing to be told."""


ANNOUNCEMENT = BorderKind(KIND, AnnouncementSchema, _received, _on_status)


def write(work: Work, titles: dict[str, str], texts: dict[str, str]) -> NetworkAnnouncement:
    """Keep a draft. Raises Refused for a text that may not pass the border."""
    _require_passable(titles, texts)
    row = NetworkAnnouncement(
        titles=titles, texts=texts, made_by=work.account_id, made_at=clock.now(), sent_to=0
    )
    work.session.add(row)
    audit(work, "announcement.written", SUBJECT, row.id)
    return row


def rewrite(work: Work, row_id: UUID, titles: dict[str, str], texts: dict[str, str]) -> None:
    """Change a draft. Raises Refused once it is on its way, and as `write` does."""
    _require_passable(titles, texts)
    row = _draft(work, row_id)
    row.titles, row.texts, row.made_at = titles, texts, clock.now()
    audit(work, "announcement.changed", SUBJECT, row.id)


def throw_away(work: Work, row_id: UUID) -> None:
    """Forget a draft. Raises Refused once it is on its way."""
    work.session.delete(_draft(work, row_id))
    audit(work, "announcement.thrown_away", SUBJECT, row_id)


def announce(work: Work, row_id: UUID) -> JobRun:
    """Let the worker hand a draft to every member; asked twice, it goes out once."""
    row = lock_row(work.session, NetworkAnnouncement, row_id)
    if row is None:
        raise Absent
    asked = latest(work, SEND, row_id)
    if asked is not None and asked.state != "failed":
        return asked
    audit(work, "announcement.sent", SUBJECT, row_id)
    return start(work, SEND, row_id)


def send_to_members(work: Work, run: JobRun) -> None:
    """The job: one outbox row for each member, all of them in one transaction, or none."""
    row = lock_row(work.session, NetworkAnnouncement, run.subject_id) if run.subject_id else None
    if row is None:
        raise Absent
    members = member_ids(work)
    payload = {"titles": row.titles, "texts": row.texts}
    for done, member in enumerate(members, 1):
        send(work, KIND, member, payload)
        progress(run.id, done, len(members))
    row.sent_to = len(members)
    run.result = {"sent_to": len(members)}


def member_ids(work: Work) -> Sequence[UUID]:
    """Every active association: the network's members."""
    query = (
        select(PublicTenant.id)
        .join(Tenant, Tenant.id == PublicTenant.id)
        .where(Tenant.kind == "association", Tenant.state == "active")
    )
    return work.session.scalars(query.order_by(PublicTenant.id)).all()


def members_count(work: Work) -> int:
    """How many would be told now."""
    query = select(func.count()).select_from(Tenant)
    active = query.where(Tenant.kind == "association", Tenant.state == "active")
    return work.session.scalar(active) or 0


def put_away(work: Work, row_id: UUID) -> None:
    """Take a received announcement off the page of news; for everybody here."""
    row = lock_row(work.session, ReceivedAnnouncement, row_id)
    if row is None:
        raise Absent
    row.put_away_at = row.put_away_at or clock.now()


def _draft(work: Work, row_id: UUID) -> NetworkAnnouncement:
    row = lock_row(work.session, NetworkAnnouncement, row_id)
    if row is None:
        raise Absent
    asked = latest(work, SEND, row_id)
    if asked is not None and asked.state != "failed":
        raise Refused(_staff("This announcement has been sent, so it stays as it is."))
    return row


def _require_passable(titles: dict[str, str], texts: dict[str, str]) -> None:
    payload: dict[str, Any] = {"titles": titles, "texts": texts}
    try:
        ANNOUNCEMENT.checked(payload)
    except NotThisKind as error:
        raise Refused(_staff("Take long codes of letters and digits out of the text.")) from error

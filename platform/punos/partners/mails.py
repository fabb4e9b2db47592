"""Mails to partners about meetings, with an entry for their calendar."""

from __future__ import annotations

from typing import Any

from punos.i18n import _, format_date, format_time, use_language
from punos.mail.calendar import Entry, calendar_text
from punos.mail.service import queue
from punos.meetings.models import Meeting
from punos.partners.models import Partner
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.work import Work


def send_invitation(
    work: Work, cycle: Cycle, meeting: Meeting, kind: Any, partner: Partner
) -> bool:
    """Invite a partner; False when there is no address to write to. `kind` is put into words here."""
    return _send(work, cycle, meeting, kind, partner, cancelled=False)


def send_cancelled(work: Work, cycle: Cycle, meeting: Meeting, kind: Any, partner: Partner) -> bool:
    """Tell a partner that the meeting is not held; False when there is no address."""
    return _send(work, cycle, meeting, kind, partner, cancelled=True)


def _send(
    work: Work, cycle: Cycle, meeting: Meeting, kind: Any, partner: Partner, *, cancelled: bool
) -> bool:
    if not partner.contact_email:
        return False
    # Nothing says which language they read: they are written to in the association's first one.
    code = work.settings.languages[0]
    with use_language(code):
        title = f"{kind} · {pick(cycle.names, code)}"
        queue(
            work,
            kind="meeting.cancelled" if cancelled else "meeting.partner",
            to_address=partner.contact_email,
            subject=_("Cancelled: %(meeting)s", meeting=title)
            if cancelled
            else _("Invitation: %(meeting)s", meeting=title),
            body=_body(meeting, title, str(pick(work.settings.names, code)), cancelled=cancelled),
            language=code,
            calendar=_entry(work, meeting, title, partner, cancelled=cancelled),
        )
    return True


def _body(meeting: Meeting, title: str, site: str, *, cancelled: bool) -> str:
    said = (
        _("This meeting is cancelled:")
        if cancelled
        else _("You are invited to this meeting. An entry for your calendar comes with this mail.")
    )
    day = format_date(meeting.local_start.date(), length="full")
    when = f"{day}, {format_time(meeting.local_start.time())}"
    parts = [
        _("Hello,"),
        said,
        "\n".join(filter(None, (title, when, meeting.place))),
        f"{_('With kind regards,')}\n{site}",
    ]
    return "\n\n".join(map(str, parts)) + "\n"


def _entry(work: Work, meeting: Meeting, title: str, partner: Partner, *, cancelled: bool) -> str:
    entry = Entry(
        uid=f"meeting-{meeting.id}",
        revision=int(cancelled),
        title=title,
        local_start=meeting.local_start,
        minutes=meeting.minutes,
        to_address=partner.contact_email or "",
        to_name=partner.contact_name or partner.name,
        zone=meeting.zone,
        place=meeting.place,
        cancelled=cancelled,
    )
    return calendar_text(entry, work.tenant.host)

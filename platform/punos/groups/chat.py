"""Where the members of a group talk with each other: an address on a service of their own choice.

A group that its members lead sets it itself, and staff do not see it; of a circle, a camp or a season
staff set it for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate

from punos.audit.service import record as audit
from punos.db import lock_row
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.extend import Panel
from punos.forms import PunosSchema, field_info
from punos.groups.models import Group
from punos.i18n import _, _l, _staff_l
from punos.programmes.service import model_of
from punos.work import Work

OWN, STAFF = "own.groups", "groups.manage"
ORDER = 70


def _safe(url: str) -> None:
    """Raises ValidationError for an address that hides where it leads."""
    if "@" in urlsplit(url).netloc:
        raise ValidationError(_("Write the address without a name or password in it."))


class ChatForm(PunosSchema):
    """The address of a group's chat; none takes it away."""

    url = fields.Url(
        schemes={"https"},
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=2000), _safe],
        metadata=field_info(
            label=_l("Address of the chat"),
            help=_l(
                "It begins with https://. Signal, WhatsApp and others call it “invite link”. "
                "Leave it empty to take it away."
            ),
        ),
    )


def members_set(work: Work, group: Group) -> bool:
    """Whether the members set the address themselves, rather than staff."""
    kind = model_of(work, group.cycle).group_kind(group.kind)
    return kind.self_led and not kind.of_groups


def set_chat(work: Work, group: Group, url: str | None) -> None:
    """Set where a group talks, or None to take it away. Raises Absent for one that has ended."""
    held = lock_row(work.session, Group, group.id)
    if held is None or held.state != "active":
        raise Absent
    if held.chat_url != url:
        held.chat_url = url
        audit(work, "group.chat_set" if url else "group.chat_removed", "group", held.id)


def host_of(url: str) -> str:
    """Where an address leads, as people are told it."""
    return urlsplit(url).hostname or url


def group_part(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """The link for members, and for whoever sets it a way to change it. No statement."""
    if group.state != "active":
        return ()
    by_members, url = members_set(work, group), group.chat_url
    known: dict[str, Any] = {
        "group_id": group.id,
        "url": url,
        "host": host_of(url) if url else "",
    }
    if enrolment is not None and (url or by_members):
        known["changes"] = by_members
        return (Panel(_l("Talk between the meetings"), "groups/_chat.html", OWN, known, ORDER),)
    if enrolment is None and not by_members:
        title = _staff_l("Where they talk")
        return (Panel(title, "groups/_chat_staff.html", STAFF, known, ORDER),)
    return ()

"""A queued mail as the message that goes over the wire."""

from __future__ import annotations

from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime, formataddr

from punos.mail.calendar import from_sender
from punos.mail.models import Mail


class _OneWord(UnstructuredHeader, BaseHeader):
    """A header whose value is one long word: cut up and encoded, no mail program would know it."""

    def fold(self, *, policy: Policy) -> str:
        """On one line, as it is."""
        return f"{self.name}: {self}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    registry = HeaderRegistry()
    registry.map_to_type("list-unsubscribe", _OneWord)
    return SMTP.clone(header_factory=registry)


_POLICY = _policy()


def compose(mail: Mail, sender_name: str, sender_address: str) -> EmailMessage:
    """The message. Its headers cannot be broken out of: a line break in one raises ValueError."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = formataddr((" ".join(sender_name.split()), sender_address))
    message["To"] = mail.to_address
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.created_at)
    if mail.stop_link:
        message["List-Unsubscribe"] = f"<{mail.stop_link}>"
    # No holiday reply to a machine.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    if mail.calendar:
        _add_calendar(message, *from_sender(mail.calendar, sender_name, sender_address))
    # After the content, which takes away every header that begins with Content-.
    message["Content-Language"] = mail.language
    return message


def _add_calendar(message: EmailMessage, entry: str, method: str) -> None:
    """The entry beside the text, as mail programs expect an invitation (RFC 6047).

    As bytes, since the lines of a calendar end as they are, and a text's would be made anew.
    """
    known = {"method": method, "charset": "utf-8"}
    message.add_alternative(entry.encode(), maintype="text", subtype="calendar", params=known)

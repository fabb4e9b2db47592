"""A queued mail as the message that goes over the wire."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from punos.mail.models import Mail


def compose(mail: Mail, sender_name: str, sender_address: str) -> EmailMessage:
    """The message. Its headers cannot be broken out of: a line break in one raises ValueError."""
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((" ".join(sender_name.split()), sender_address))
    message["To"] = mail.to_address
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.created_at)
    # No holiday reply to a machine.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    # After the content, which takes away every header that begins with Content-.
    message["Content-Language"] = mail.language
    return message

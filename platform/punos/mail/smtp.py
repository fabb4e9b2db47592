"""Handing a message to the mail server."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

PATIENCE = 20.0  # seconds for each answer of the server
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class SendFailed(Exception):
    """The server did not take the message. `final`: it never will. `code` holds no address."""

    code: str
    final: bool


def transmit(mail_url: str, message: EmailMessage) -> None:
    """Send one message to `smtp://user:password@host:port` or `smtps://…`. Raises SendFailed."""
    try:
        with _connected(urlsplit(mail_url)) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        raise SendFailed(f"smtp_{codes[0]}", all(code >= 500 for code in codes)) from None
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise SendFailed(f"smtp_{error.smtp_code}", error.smtp_code >= 500) from None
    except smtplib.SMTPNotSupportedError:
        raise SendFailed("smtp_unsupported", final=True) from None
    except (OSError, smtplib.SMTPException) as error:
        raise SendFailed(type(error).__name__.lower(), final=False) from None


def _connected(url: SplitResult) -> smtplib.SMTP:
    host, context = url.hostname or "localhost", ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, url.port or 465, timeout=PATIENCE, context=context
        )
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=PATIENCE)
    try:
        _introduced(server, url, context)
    except BaseException:
        server.close()
        raise
    return server


def _introduced(server: smtplib.SMTP, url: SplitResult, context: ssl.SSLContext) -> None:
    server.ehlo()
    if url.scheme == "smtp" and server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    elif url.scheme == "smtp" and url.username and url.hostname not in _LOOPBACK:
        raise smtplib.SMTPException("no password is sent over an open line")
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))

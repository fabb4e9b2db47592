"""Handing a message to the mail server, for no longer than it may take."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

PATIENCE = 20.0  # seconds for each answer of the server
WHOLE = 90.0  # seconds for all of it: a server may also answer byte by byte
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


class _Bounded:
    """A line to the mail server that is cut when the whole takes too long.

    The time-out of a socket begins anew with each byte, so a server that dribbles would hold the worker
    for ever. Whoever waits on a line that is cut reads its end, which smtplib reports.
    """

    _timer: Timer | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._timer = Timer(WHOLE, _cut, [line])
        self._timer.daemon = True
        self._timer.start()
        return line

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().close()  # type: ignore[misc]


class _Plain(_Bounded, smtplib.SMTP):
    """An open line, or one that STARTTLS closes up."""


class _Encrypted(_Bounded, smtplib.SMTP_SSL):
    """A line that is encrypted from its beginning."""


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        # The socket's own: that of TLS would first forget its keys, and who reads would stumble.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


@contextmanager
def _connected(url: SplitResult) -> Iterator[smtplib.SMTP]:
    host, context = url.hostname or "localhost", ssl.create_default_context()
    known: dict[str, Any] = {"timeout": PATIENCE}
    if url.scheme == "smtps":
        server: smtplib.SMTP = _Encrypted(host, url.port or 465, context=context, **known)
    else:
        server = _Plain(host, url.port or 25, **known)
    try:
        _introduced(server, url, context)
        with server:
            yield server
    finally:
        server.close()


def _introduced(server: smtplib.SMTP, url: SplitResult, context: ssl.SSLContext) -> None:
    server.ehlo()
    if url.scheme == "smtp" and server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    elif url.scheme == "smtp" and url.username and url.hostname not in _LOOPBACK:
        raise smtplib.SMTPException("no password is sent over an open line")
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))

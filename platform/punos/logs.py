"""Logs: one JSON object a line in production, plain lines elsewhere; nothing personal in either.

What code says to the log is ids and codes by rule. Should a library not keep to it, addresses and what
looks like a link's token are cut out here, and of an error only its kind and place are written.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from punos.errors import where

PLAIN = "%(asctime)s %(levelname)s %(name)s: %(message)s"
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request that is served now; error pages show it."""
tenant_id: ContextVar[str] = ContextVar("tenant_id", default="")
"""The tenant that the request is for, once it is known."""

_ADDRESS = re.compile(r"[^\s@<>\"'=,;:]+@[^\s@<>\"',;]+\.\w+")
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_TOKEN = re.compile(rf"(?<![\w-])(?!{_UUID}(?![\w-]))[A-Za-z0-9_-]{{32,}}(?![\w-])")


def set_up(environ: os._Environ[str] | dict[str, str] = os.environ) -> None:
    """Let this process log to its error output as its environment asks for."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(environ))
    logging.basicConfig(handlers=[handler])
    logging.getLogger("punos").setLevel(logging.INFO)


def formatter(environ: os._Environ[str] | dict[str, str] = os.environ) -> logging.Formatter:
    """JSON in production, else plain lines; both cut out what is personal."""
    return Json() if is_structured(environ) else Plain(PLAIN)


def is_structured(environ: os._Environ[str] | dict[str, str] = os.environ) -> bool:
    """Whether lines are JSON here."""
    return environ.get("PUNOS_ENV") == "production"


def new_request() -> str:
    """Begin a request: its number, told on error pages and in each of its log lines."""
    number = secrets.token_hex(6)
    request_id.set(number)
    tenant_id.set("")
    return number


def scrubbed(text: str) -> str:
    """The text without addresses of people and without tokens; ids stay."""
    return _TOKEN.sub("[cut]", _ADDRESS.sub("[address]", text))


class _Discreet(logging.Formatter):
    """Says of an error where it came from, never what it says: that may hold what people typed."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the library's name)
        return where(ei[1]) if ei[1] is not None else ""


class Plain(_Discreet):
    """A plain line."""

    def format(self, record: logging.LogRecord) -> str:
        return scrubbed(super().format(record))


class Json(JsonFormatter, _Discreet):
    """One JSON object a line: time, level, logger, message, and the request it belongs to, if any."""

    def __init__(self) -> None:
        super().__init__("%(message)s")

    def add_fields(
        self,
        log_data: dict[str, Any],
        record: logging.LogRecord,
        message_dict: dict[str, Any],  # noqa: ARG002 (the base class gives it)
    ) -> None:
        moment = datetime.fromtimestamp(record.created, UTC)
        log_data["time"] = moment.isoformat(timespec="milliseconds")
        log_data["level"], log_data["logger"] = record.levelname, record.name
        if isinstance(record.args, dict):
            log_data |= record.args  # an access line has its own fields, and no message
        else:
            log_data["message"] = scrubbed(record.getMessage())
            log_data |= {"request": request_id.get(), "tenant": tenant_id.get()}
        if record.exc_info and record.exc_info[1] is not None:
            log_data["error"] = where(record.exc_info[1])
        for name in [name for name, value in log_data.items() if value == ""]:
            del log_data[name]

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return _Discreet.formatException(self, ei)

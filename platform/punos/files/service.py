"""Verbs about files: bytes that lie with their tenant's rows."""

import hashlib
import re
import unicodedata
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import undefer

from punos import clock
from punos.codes import require_code
from punos.errors import Absent, Refused
from punos.files.models import MAX_BYTES, StoredFile
from punos.i18n import _
from punos.work import Work

_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,80}")
_UNKNOWN = "application/octet-stream"
_LONGEST_NAME = 200
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


def store(work: Work, name: str, media_type: str, data: bytes, purpose: str) -> StoredFile:
    """Keep a file of at most 10 MB. `purpose` is a code. Raises Refused for a larger one.

    `media_type` is what somebody claims: what is given out again must not be shown as a page.
    """
    if len(data) > MAX_BYTES:
        raise Refused(_("This file is larger than 10 MB. Choose a smaller one."))
    stored = StoredFile(
        name=clean_name(name),
        media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else _UNKNOWN,
        purpose=require_code(purpose, "the purpose of a file"),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content=data,
        created_at=clock.now(),
        created_by=work.account_id,
    )
    work.session.add(stored)
    return stored


def read(work: Work, file_id: UUID) -> StoredFile:
    """The file with its content. Raises Absent."""
    query = select(StoredFile).where(StoredFile.id == file_id)
    stored = work.session.scalars(query.options(undefer(StoredFile.content))).one_or_none()
    if stored is None:
        raise Absent
    return stored


def clean_name(name: str) -> str:
    """A name that is safe on every system: no folder, no sign that cannot be seen, 200 signs."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    plain = _FORBIDDEN.sub("_", seen).strip(" .") or "file"
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= _LONGEST_NAME or not stem or len(ending) > 10:
        return plain[:_LONGEST_NAME]
    return stem[: _LONGEST_NAME - len(ending) - 1] + dot + ending

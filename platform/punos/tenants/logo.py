"""An association's logo: kept as a file, and named in its look by its content's hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from punos import clock
from punos.files.models import StoredFile
from punos.work import Work

PURPOSE = "logo"
MAX_BYTES = 60_000
_PNG = b"\x89PNG\r\n\x1a\n"
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
# A logo is shown as an image, where nothing of this would run; whoever opens it alone is safe too.
_ACTIVE = re.compile(rb"<script|<foreignobject|\son\w+\s*=|javascript:|<!entity", re.IGNORECASE)


@dataclass(frozen=True)
class Logo:
    """A logo's file name and content."""

    name: str
    content: bytes

    @property
    def look(self) -> dict[str, str]:
        """How the look names it."""
        return {"name": self.name, "sha256": hashlib.sha256(self.content).hexdigest()}


def logo_problem(logo: Logo) -> str | None:
    """Why the file cannot be a logo, or None."""
    if len(logo.content) > MAX_BYTES:
        return f"the logo is larger than {MAX_BYTES // 1000} kB"
    if logo.name.endswith(".png"):
        return None if logo.content.startswith(_PNG) else "the logo is no PNG file"
    if b"<svg" not in logo.content or _ACTIVE.search(logo.content):
        return "the logo is no SVG file, or holds a script"
    return None


def logo_name(content: bytes) -> str:
    """What a picture is kept as: the sender's own name for it is nobody's matter."""
    return "logo.png" if content.startswith(_PNG) else "logo.svg"


def keep_logo(work: Work, logo: Logo) -> None:
    """Keep the file, unless this very one is kept already."""
    if find_logo(work, logo.look) is not None:
        return
    row = StoredFile(
        name=logo.name,
        media_type=_TYPES[logo.name.rpartition(".")[2]],
        purpose=PURPOSE,
        size=len(logo.content),
        sha256=logo.look["sha256"],
        content=logo.content,
        created_at=clock.now(),
    )
    work.session.add(row)
    work.session.flush()


def current_logo(work: Work) -> StoredFile | None:
    """The file of the association's logo, for the page that serves it."""
    return find_logo(work, work.settings.look.get("logo", {}))


def find_logo(work: Work, named: Mapping[str, Any]) -> StoredFile | None:
    """The kept file that a look names, with its content."""
    query = (
        select(StoredFile)
        .where(StoredFile.purpose == PURPOSE, StoredFile.sha256 == named.get("sha256"))
        .options(undefer(StoredFile.content))
        .limit(1)
    )
    return work.session.scalars(query).one_or_none()


def logo_url(look: Mapping[str, Any]) -> str | None:
    """Where the logo is served; its hash is part of the address, so it may be kept long."""
    named = look.get("logo")
    return f"/logo?v={named['sha256'][:12]}" if named else None

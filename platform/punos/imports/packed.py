"""What an uploaded workbook must be before anybody opens it: it is a packed archive, and may be a trap."""

from __future__ import annotations

import io
from zipfile import BadZipFile, ZipFile, ZipInfo

from punos.errors import Refused
from punos.i18n import _staff_l

MOST_PARTS, MOST_UNPACKED, MOST_RATIO = 1_000, 64 * 1024 * 1024, 200
_SMALL = 1024 * 1024
"""A part of this size does no harm, however well it was packed."""
_ARCHIVE, _LOCKED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NO_WORKBOOK = _staff_l(
    "This is not an Excel workbook (.xlsx). Open it in your spreadsheet program and save it as one."
)
_TRAP = _staff_l(
    "This workbook is far larger inside than its file. Save the sheet with the people as a CSV file."
)


def is_workbook(data: bytes) -> bool:
    """Whether the file says of itself that it is a workbook, or one of the older or locked kind."""
    return data.startswith((_ARCHIVE, _LOCKED))


def require_workbook(data: bytes) -> None:
    """Look at the archive's list of contents, unpacking nothing of it.

    The sizes there are those it can unpack to at most: more is not read. Raises Refused.
    """
    if data.startswith(_LOCKED):
        raise Refused(
            _staff_l(
                "This workbook is locked or of an old kind. Save it as .xlsx without a password."
            )
        )
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused(_NO_WORKBOOK) from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise Refused(_NO_WORKBOOK)
    if len(parts) > MOST_PARTS or _unpacked(parts) > MOST_UNPACKED or any(map(_swells, parts)):
        raise Refused(_TRAP)


def _unpacked(parts: list[ZipInfo]) -> int:
    return sum(part.file_size for part in parts)


def _swells(part: ZipInfo) -> bool:
    return part.file_size > max(_SMALL, MOST_RATIO * part.compress_size)

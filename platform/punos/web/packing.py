"""Compressed copies of static files, made once per content.

The copy lies in a folder named after the content's hash, so a stale one is never served. WhiteNoise
sends the compressed one to whoever accepts it.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from whitenoise.compress import Compressor

_COMPRESSOR = Compressor(use_brotli=False, quiet=True)


def packed(source: Path, digest: str, folder: Path) -> Path:
    """The path of a copy of `source` below `folder`, with a compressed one beside it.

    Where the folder cannot be written, the source itself serves, uncompressed.
    """
    target = folder / digest / source.name
    if target.exists():
        return target
    try:
        _make(source, target.parent)
    except OSError:
        return source
    return target


def _make(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent))
    draft.chmod(0o755)
    copy = shutil.copyfile(source, draft / source.name)
    _COMPRESSOR.compress(str(copy))
    # Moved when complete: another process that starts at the same time makes the very same one.
    with suppress(OSError):
        draft.rename(target)
    shutil.rmtree(draft, ignore_errors=True)

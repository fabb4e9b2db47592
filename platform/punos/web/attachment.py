"""Giving a kept file out: to be kept by the reader, and never shown as a page of ours."""

from flask import Response
from werkzeug.http import dump_options_header

from punos.files.models import StoredFile


def attachment(stored: StoredFile) -> Response:
    """The answer that is this file, under its own name in whatever script."""
    answer = Response(stored.content, mimetype=stored.media_type)
    answer.headers["Content-Disposition"] = dump_options_header(
        "attachment", {"filename": stored.name}
    )
    return answer

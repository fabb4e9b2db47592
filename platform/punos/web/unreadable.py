"""What cannot be kept or was not sent whole: told at the door, the same for every page."""

from collections.abc import Iterable, Mapping

from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

NUL = "\x00"
MOST_ANSWERS = 2_000
"""In one form, of however little text: each is read, checked and drawn again. As `MAX_FORM_PARTS`."""


def refuse_unreadable(arguments: Mapping[str, object]) -> None:
    """Raise RequestEntityTooLarge for a body that was cut off or holds too many answers.

    Raises BadRequest for a NUL anywhere: no database keeps one, and nobody types one. `arguments` are
    the address's own.
    """
    texts = list(_texts(arguments))
    if sum(len(values) for _name, values in request.form.lists()) > MOST_ANSWERS:
        raise RequestEntityTooLarge
    # A body that does not state its length is read up to the limit and cut there in silence.
    if request.content_length is None and getattr(request.stream, "is_exhausted", False):
        raise RequestEntityTooLarge
    if any(NUL in text for text in texts):
        raise BadRequest


def _texts(arguments: Mapping[str, object]) -> Iterable[str]:
    yield from (value for value in arguments.values() if isinstance(value, str))
    for sent in (request.args, request.form):
        for name, values in sent.lists():
            yield from (name, *values)
    yield from (file.filename or "" for file in request.files.values())

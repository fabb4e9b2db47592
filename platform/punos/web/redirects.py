"""On to another page after something was done."""

from flask import Response
from flask import redirect as _redirect


def see_other(target: str) -> Response:
    """The answer to an act that was done: look there now, and reloading repeats nothing (303)."""
    answer: Response = _redirect(target, 303)  # type: ignore[assignment]  # Werkzeug names its own class
    return answer

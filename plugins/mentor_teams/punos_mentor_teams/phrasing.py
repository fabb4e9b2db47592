"""What the worker has stored, put into words in the language of whoever reads them."""

from collections.abc import Iterable, Mapping
from typing import Any

from punos.plugin import HOPES, MENTEE, format_list, format_percent, why_left
from punos_mentor_teams.texts import _staff, _staff_l, _staff_n

CLASHES = {
    "not_there": _staff_l("one of the two takes no part now"),
    "forbidden": _staff_l("the two are also kept apart"),
    "too_many": _staff_l("this mentee is kept with more mentors than a team has"),
    "over_room": _staff_l("this mentor is kept with more mentees than there is room for"),
    "apart": _staff_l("this mentor is kept apart from another one of the same team"),
}
"""What is wrong with a wish, without saying whom."""


def strengths(codes: Iterable[str]) -> str:
    """Names of strengths, or of hopes: they are of one list."""
    names = dict(HOPES)
    return format_list([str(names.get(code, code)) for code in sorted(codes)])


def why_without(stored: Mapping[str, Any]) -> str:
    """Why somebody is in no team of a proposal."""
    if stored["why"] == "nobody_there" and stored["role"] == MENTEE:
        return _staff("This union has no mentor yet.")
    return why_left(stored)


def proof(quality: Mapping[str, Any]) -> str:
    """How sure it is that no better proposal exists, in one sentence."""
    parts = quality["parts"]
    open_parts = [part for part in parts if not part["optimal"]]
    if not open_parts:
        return _staff("Proven: no better proposal exists.")
    told = _staff_n(
        "In %(num)s part the time ran out before it was proven that nothing better exists.",
        "In %(num)s parts the time ran out before it was proven that nothing better exists.",
        len(open_parts),
    )
    return " ".join((told, *_how_far(open_parts)))


def _how_far(parts: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """By how much at most the aim could be better at which the time ran out."""
    parts = list(parts)
    mentees = sum(p["bound"] - p["with_two"] for p in parts if p["stopped_at"] == "with_two")
    if mentees:
        yield _staff_n(
            "At most %(num)s more mentee could have two mentors.",
            "At most %(num)s more mentees could have two mentors.",
            mentees,
        )
    ahead = [p for p in parts if p["stopped_at"] == "value" and p["bound"] > 0]
    if ahead:
        gap = sum(p["bound"] - p["value"] for p in ahead) / sum(p["bound"] for p in ahead)
        percent = format_percent(gap)
        yield _staff("The fit as a whole could be better by %(percent)s at most.", percent=percent)

"""What lines, minimums and states are called, for people who have never kept accounts."""

from punos.plugin import Tag, clock
from punos_payouts.models import Agreement, LineVersion
from punos_payouts.standing import LineStanding
from punos_payouts.texts import _staff, _staff_l

KINDS = {
    "lump": (
        _staff_l("One sum"),
        _staff_l("A fixed amount, paid once: for coordination or for a camp, say."),
    ),
    "unit": (
        _staff_l("So much for each one"),
        _staff_l("An amount for each pair that is formed, each meeting that is held, and so on."),
    ),
    "outcome": (
        _staff_l("So much for each person"),
        _staff_l(
            "An amount for each person of whom a result is confirmed: she has found work, say."
        ),
    ),
    "pool": (
        _staff_l("Joint events"),
        _staff_l(
            "An amount for each event that you lead for several associations. "
            "It comes from what the funder has not promised to anyone yet."
        ),
    ),
}
"""By kind of line: its name, and what it is."""
MINIMUM_MODES = (
    ("target_only", _staff_l("It is a goal: each one is paid, also when there are fewer")),
    ("condition", _staff_l("It is a condition: with fewer, nothing of this line is paid")),
    (
        "guaranteed_minimum",
        _staff_l("It is a guarantee: so many are paid, also when there are fewer"),
    ),
)
PLAN_WORDS = {
    "minimum": _staff_l("The fewest that were agreed"),
    "target": _staff_l("What you hope for"),
    "actual": _staff_l("What you have reached by now"),
}
AGREEMENT_STATES = {
    "running": Tag(_staff_l("Running"), "good"),
    "closed": Tag(_staff_l("Closed")),
}

_OVER = Tag(_staff_l("Its days are over"), "wait")


def agreement_tag(agreement: Agreement) -> Tag:
    """Whether an agreement runs, waits to be closed, or is closed."""
    over = agreement.state == "running" and agreement.ends_on < clock.today()
    return _OVER if over else AGREEMENT_STATES[agreement.state]


def minimum_words(version: LineVersion) -> str:
    """What the minimum of a line means, in a sentence; nothing where it has none."""
    if not version.min_units:
        return ""
    number = version.min_units
    if version.min_mode == "condition":
        return _staff(
            "At least %(number)s. With fewer, nothing of this line is paid.", number=number
        )
    if version.min_mode == "guaranteed_minimum":
        return _staff(
            "At least %(number)s. So many are paid in the end, also when there are fewer.",
            number=number,
        )
    return _staff("%(number)s or more are hoped for. Each one is paid, also below.", number=number)


def promised(line: LineStanding) -> int | None:
    """What a line is meant to come to, in cents: its cap, else its target; None where neither is known."""
    return line.cap_cents or line.forecast("target") or None


def left(line: LineStanding) -> int | None:
    """What a line has left to earn of that, in cents."""
    most = promised(line)
    return None if most is None else max(most - line.earned_cents, 0)

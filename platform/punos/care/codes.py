"""What is said of a pair or group that goes on, rests, is unsure, or ends before its time: codes."""

from typing import Any

from punos.i18n import _l, _staff_l

CONTACT, QUIET, RESTING = "contact", "quiet", "resting"
WHYS = {
    CONTACT: _staff_l("Not in touch yet"),
    QUIET: _staff_l("Gone quiet"),
    RESTING: _staff_l("Taking a break"),
}
"""Why staff look after a pair or group."""

WELL, UNSURE, NOT = "well", "unsure", "not"
ANSWERS: tuple[tuple[str, Any], ...] = (
    (WELL, _l("It goes well")),
    (UNSURE, _l("I am not sure")),
    (NOT, _l("It does not work")),
)
TONES = {WELL: "good", UNSURE: "wait", NOT: "bad"}

GO_ON = "go_on"
WANTS: tuple[tuple[str, Any], ...] = (
    (GO_ON, _l("Go on as we do")),
    ("talk", _l("Talk with the coordinator")),
    ("other", _l("Meet somebody else instead")),
    ("stop", _l("Stop taking part")),
)

PAUSES: tuple[tuple[str, Any], ...] = (
    ("away", _l("A journey or a holiday")),
    ("busy", _l("Work or studies take the time")),
    ("private", _l("A private matter")),
    ("other", _l("Another reason")),
)

JULY, CHRISTMAS = "july", "christmas"
HOLIDAYS: tuple[tuple[str, Any], ...] = (
    (JULY, _staff_l("July")),
    (CHRISTMAS, _staff_l("Christmas, from 20 December to 6 January")),
)
"""Times in which nobody expects a pair to meet."""

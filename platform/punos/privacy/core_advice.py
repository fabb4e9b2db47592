"""What the core holds about people's advice, and about who wants to be found by the others."""

from punos.advice.codes import KINDS
from punos.advice.models import Advice
from punos.directory.models import DirectoryEntry
from punos.extend.holdings import Coded, Holding, Keep
from punos.i18n import _l
from punos.privacy import words
from punos.privacy.finding import of_enrolment

ADVICE = (
    Holding(
        Advice,
        _l("Advice that you got"),
        _l("To help you on your way to work, and to know how much advice was given."),
        of_enrolment(Advice.enrolment_id),
        "figures",
        {
            "kind": Coded(_l("What it was about"), dict(KINDS)),
            "held_on": words.DAY,
            "minutes": _l("Minutes"),
            "recorded_at": words.WHEN,
        },
        at_erasure=Keep(
            _l(
                "It then has no name. It stays so that how many took part, and what they were "
                "helped with, stays true."
            )
        ),
    ),
    Holding(
        DirectoryEntry,
        _l("What you show to the others of your programme"),
        _l("So that you can find each other, as you have chosen."),
        of_enrolment(DirectoryEntry.enrolment_id),
        shown={"shows": _l("What you show"), "about": _l("About you"), "agreed_at": words.WHEN},
    ),
)

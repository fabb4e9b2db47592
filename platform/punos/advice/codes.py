"""The kinds of advice, with their labels."""

from punos.i18n import _l

KINDS = (
    ("career", _l("Career counselling")),
    ("cv", _l("CV and applications")),
    ("recognition", _l("Recognition of a degree")),
    ("study", _l("Counselling about studies")),
    ("other", _l("Other advice")),
)
"""What a session was about (`Advice.kind`)."""


def kind_in_words(kind: str) -> str:
    """The kind; a code that a later version has dropped stands for itself."""
    return str(dict(KINDS).get(kind, kind))

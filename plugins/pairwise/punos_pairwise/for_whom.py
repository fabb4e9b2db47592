"""Whom programmes of pairs are meant for: rules of presets, in words that the association then owns."""

from collections.abc import Mapping, Sequence
from typing import Any

from punos.plugin import MENTEE

Rule = Mapping[str, Any]


def _rule(name: str, words: Mapping[str, str], *asked: tuple[str, str, Sequence[str]]) -> Rule:
    """A rule for mentees that warns: staff look at whoever does not meet it."""
    conditions = [
        {"question": question, "test": test, "values": list(values)}
        for question, test, values in asked
    ]
    return {"name": name, "role": MENTEE, "words": words, "conditions": conditions}


def _words(en: str, fi: str, sv: str) -> Mapping[str, str]:
    return {"en": en, "fi": fi, "sv": sv}


MOVED = _rule(
    "moved",
    _words(
        "You have moved to Finland from another country.",
        "Olet muuttanut Suomeen toisesta maasta.",
        "Du har flyttat till Finland från ett annat land.",
    ),
    ("pairwise.moved", "yes", ()),
)
WOMAN = {
    **_rule(
        "woman",
        _words(
            "This programme is for women.",
            "Tämä ohjelma on tarkoitettu naisille.",
            "Det här programmet är för kvinnor.",
        ),
        ("pairwise.gender", "is_one_of", ("woman",)),
    ),
    "effect": "block",
    "ground": "Act on Equality between Women and Men, section 9: positive action by a written plan.",
}
DEGREE = _rule(
    "degree",
    _words(
        "You have a university degree, from Finland or from another country.",
        "Sinulla on korkeakoulututkinto, Suomesta tai muualta.",
        "Du har en högskoleexamen, från Finland eller från ett annat land.",
    ),
    ("pairwise.education_level", "at_least", ("6",)),
)
WORKING_AGE = _rule(
    "working_age",
    _words(
        "You are of working age.",
        "Olet työikäinen.",
        "Du är i arbetsför ålder.",
    ),
    ("pairwise.age_group", "is_one_of", ("18_29", "30_54", "55_64")),
)
OWN_FIELD = _rule(
    "own_field",
    _words(
        "You are looking for work in your own field.",
        "Etsit oman alasi töitä.",
        "Du söker arbete inom ditt eget område.",
    ),
    ("pairwise.seeks_own_field", "yes", ()),
)
FINNISH = _rule(
    "finnish",
    _words(
        "You speak basic Finnish (A2).",
        "Puhut suomea perustasolla (A2).",
        "Du talar grundläggande finska (A2).",
    ),
    ("pairwise.languages", "at_least", ("fi A2",)),
)
OF_WOMENTO = [WOMAN, MOVED, DEGREE, WORKING_AGE, OWN_FIELD, FINNISH]
WOMENTO_ASKS = {
    "mentee": [
        "age_group", "availability", "cv", "education_country", "education_field",
        "education_level", "gender", "moved", "peer_wish", "seeks_own_field", "work_situation",
    ],
    "mentor": ["availability", "education_field", "peer_type"],
}  # fmt: skip
NEAR_TURKU = _rule(
    "near_turku",
    _words(
        "You live in Turku or near it.",
        "Asut Turussa tai sen lähellä.",
        "Du bor i Åbo eller i närheten.",
    ),
    (
        "person.city",
        "is_one_of",
        (
            "Turku", "Åbo", "Kaarina", "S:t Karins", "Raisio", "Reso", "Naantali", "Nådendal",
            "Lieto", "Lundo", "Parainen", "Pargas", "Paimio", "Pemar", "Rusko", "Masku",
        ),
    ),
)  # fmt: skip
OF_TURKU = [MOVED, NEAR_TURKU]
TURKU_ASKS = {
    "mentee": [
        "availability", "cv", "education_field", "education_level", "integration_stage", "moved",
        "peer_wish",
    ],
    "mentor": ["availability", "education_field", "peer_type"],
}  # fmt: skip


def in_words(rules: Sequence[Rule]) -> Mapping[str, str]:
    """What rules ask of mentees as one text, in each language that has words for all of them."""
    words = [rule["words"] for rule in rules if rule["role"] == MENTEE]
    spoken = [code for code in words[0] if all(code in one for one in words)] if words else []
    return {code: " ".join(one[code] for one in words) for code in spoken}

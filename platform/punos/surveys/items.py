"""The questions that surveys of all associations share, so that their answers can be compared.

Their names never change, and neither does their wording in our three languages; an association may ask
them or not, and say them in further languages. What else it asks is its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("scale", "number", "yes_no", "one", "many", "text")
"""A scale goes from 1 (not at all) to 5 (fully); a number is counted from 0."""
CHOICES = ("one", "many")
SCALE = range(1, 6)
LARGEST = 999
"""The largest number that a question takes."""

CONFIDENCE = tuple(f"confidence_{number}" for number in range(1, 6))
"""Five statements, asked at the start and at the end: their mean tells the gain (N15)."""
CONTACTS = "contacts_new"
FINNISH_BEFORE, FINNISH_NOW = "finnish_before", "finnish_now"
INTEGRATION = "helped_integration"
"""Asked at the end; 4 and 5 count (N16)."""
MENTOR_GAIN = "mentor_gain"
SITUATION = "situation"
"""Where somebody stands in working life, asked at the end and afterwards."""

SITUATION_OUTCOMES: Mapping[str, tuple[str, bool | None]] = {
    "work_own": ("A2", True),
    "work_other": ("E1", False),
    "internship": ("B1", None),
    "studies": ("B3", None),
}
"""From an answer about the situation to the outcome that it suggests, and whether it is own-field work.

Whoever looks for work, or does something else, suggests none.
"""
MOMENTS: Mapping[str, str] = {"end": "exit", "months_6": "months_6", "months_12": "months_12"}
"""From a wave to the moment at which its answers tell an outcome."""


@dataclass(frozen=True)
class Item:
    """One question. `options` of one or many: (value, {language: label})."""

    name: str
    kind: str
    labels: Mapping[str, str]
    helps: Mapping[str, str] = field(default_factory=dict)
    options: tuple[tuple[str, Mapping[str, str]], ...] = ()
    optional: bool = True

    @property
    def is_shared(self) -> bool:
        """Whether it is asked in the same words everywhere."""
        return self.name in SHARED

    def stored(self) -> dict[str, Any]:
        """As a template or a survey keeps it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "labels": dict(self.labels),
            "helps": dict(self.helps),
            "options": [[value, dict(labels)] for value, labels in self.options],
            "optional": self.optional,
        }


def read_item(kept: Mapping[str, Any]) -> Item:
    """A question as it was kept; a shared one in the wording of today's three languages."""
    labels, helps = dict(kept["labels"]), dict(kept.get("helps") or {})
    options = {value: dict(said) for value, said in kept.get("options") or []}
    if shared := SHARED.get(kept["name"]):
        labels |= shared.labels
        helps |= shared.helps
        options = {value: {**options.get(value, {}), **said} for value, said in shared.options}
    return Item(
        kept["name"], kept["kind"], labels, helps, tuple(options.items()), bool(kept["optional"])
    )


def said(en: str, fi: str, sv: str) -> dict[str, str]:
    """One text in our three languages."""
    return {"en": en, "fi": fi, "sv": sv}


_AGREE = said(
    "1: not at all, 5: fully",
    "1: ei lainkaan, 5: täysin",
    "1: inte alls, 5: helt",
)


def scale(name: str, labels: Mapping[str, str]) -> Item:
    """A statement or question that is answered from 1 to 5."""
    return Item(name, "scale", labels, _AGREE)


_SHARED = (
    scale(
        "confidence_1",
        said(
            "I know what I can do, and I can tell an employer about it.",
            "Tiedän, mitä osaan, ja osaan kertoa siitä työnantajalle.",
            "Jag vet vad jag kan, och jag kan berätta om det för en arbetsgivare.",
        ),
    ),
    scale(
        "confidence_2",
        said(
            "I know how people look for work in Finland.",
            "Tiedän, miten Suomessa haetaan työtä.",
            "Jag vet hur man söker jobb i Finland.",
        ),
    ),
    scale(
        "confidence_3",
        said(
            "I dare to contact employers and people of my field.",
            "Uskallan ottaa yhteyttä työnantajiin ja oman alani ihmisiin.",
            "Jag vågar ta kontakt med arbetsgivare och människor inom mitt område.",
        ),
    ),
    scale(
        "confidence_4",
        said(
            "I know what my next steps in working life are.",
            "Tiedän, mitkä ovat seuraavat askeleeni työelämässä.",
            "Jag vet vilka mina nästa steg i arbetslivet är.",
        ),
    ),
    scale(
        "confidence_5",
        said(
            "I trust that I can find work that suits me.",
            "Luotan siihen, että voin löytää minulle sopivaa työtä.",
            "Jag litar på att jag kan hitta ett arbete som passar mig.",
        ),
    ),
    Item(
        CONTACTS,
        "number",
        said(
            "How many new professional contacts have you got during the programme?",
            "Kuinka monta uutta ammatillista kontaktia olet saanut ohjelman aikana?",
            "Hur många nya yrkeskontakter har du fått under programmet?",
        ),
        said(
            "People whom you could ask something about work. A rough number will do.",
            "Ihmisiä, joilta voisit kysyä jotain työhön liittyvää. Arvio riittää.",
            "Människor som du kunde fråga om något som gäller arbete. En uppskattning räcker.",
        ),
    ),
    scale(
        FINNISH_BEFORE,
        said(
            "Before the programme I could manage at work in Finnish.",
            "Ennen ohjelmaa pärjäsin työssä suomen kielellä.",
            "Före programmet klarade jag mig på finska i arbetslivet.",
        ),
    ),
    scale(
        FINNISH_NOW,
        said(
            "Now I can manage at work in Finnish.",
            "Nyt pärjään työssä suomen kielellä.",
            "Nu klarar jag mig på finska i arbetslivet.",
        ),
    ),
    scale(
        INTEGRATION,
        said(
            "The programme has helped me to feel at home in Finland.",
            "Ohjelma on auttanut minua kotoutumaan Suomeen.",
            "Programmet har hjälpt mig att känna mig hemma i Finland.",
        ),
    ),
    scale(
        MENTOR_GAIN,
        said(
            "Being a mentor has given me something for my own work or life.",
            "Mentorina toimiminen on antanut minulle jotain omaan työhöni tai elämääni.",
            "Att vara mentor har gett mig något för mitt eget arbete eller liv.",
        ),
    ),
    Item(
        SITUATION,
        "one",
        said(
            "What is your situation now?",
            "Mikä on tilanteesi nyt?",
            "Hur är din situation nu?",
        ),
        options=(
            (
                "work_own",
                said("Work in my own field", "Oman alan työssä", "Arbete inom mitt eget område"),
            ),
            ("work_other", said("Other work", "Muussa työssä", "Annat arbete")),
            (
                "internship",
                said(
                    "Internship or work trial",
                    "Harjoittelussa tai työkokeilussa",
                    "Praktik eller arbetsprövning",
                ),
            ),
            ("studies", said("Studies", "Opiskelemassa", "Studier")),
            ("looking", said("Looking for work", "Hakemassa työtä", "Söker arbete")),
            ("other", said("Something else", "Jotain muuta", "Något annat")),
        ),
    ),
)
SHARED: Mapping[str, Item] = {item.name: item for item in _SHARED}

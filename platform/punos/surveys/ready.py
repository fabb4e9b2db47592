"""Surveys to begin with, by wave: an association that changes one owns it from then on."""

from __future__ import annotations

from collections.abc import Mapping

from punos.surveys.items import (
    CONFIDENCE,
    CONTACTS,
    FINNISH_BEFORE,
    FINNISH_NOW,
    INTEGRATION,
    MENTOR_GAIN,
    SHARED,
    SITUATION,
    Item,
    said,
    scale,
)

TITLES: Mapping[str, Mapping[str, str]] = {
    "start": said("Survey at the start", "Alkukysely", "Startenkät"),
    "midterm": said("Survey in the middle", "Välikysely", "Halvtidsenkät"),
    "end": said("Survey at the end", "Loppukysely", "Slutenkät"),
    "months_6": said(
        "Survey half a year later",
        "Kysely puoli vuotta myöhemmin",
        "Enkät ett halvt år senare",
    ),
    "months_12": said("Survey a year later", "Kysely vuotta myöhemmin", "Enkät ett år senare"),
}
INTRO = said(
    "It takes about two minutes. You can leave out what you do not want to answer.",
    "Vastaaminen vie noin kaksi minuuttia. Voit jättää vastaamatta, jos et halua vastata johonkin.",
    "Det tar ungefär två minuter. Du kan lämna bort det du inte vill svara på.",
)

_OWN = (
    Item(
        "hopes",
        "text",
        said(
            "What do you hope for most from the programme?",
            "Mitä toivot ohjelmalta eniten?",
            "Vad hoppas du mest på av programmet?",
        ),
    ),
    scale(
        "going_well",
        said(
            "The programme goes well for me.",
            "Ohjelma sujuu minun kannaltani hyvin.",
            "Programmet går bra för mig.",
        ),
    ),
    Item(
        "help_wanted",
        "text",
        said(
            "Is there something that we could help you with?",
            "Voisimmeko auttaa sinua jossakin?",
            "Finns det något som vi kunde hjälpa dig med?",
        ),
    ),
    Item(
        "best",
        "text",
        said(
            "What has been best or most useful?",
            "Mikä on ollut parasta tai hyödyllisintä?",
            "Vad har varit bäst eller nyttigast?",
        ),
    ),
    Item(
        "to_change",
        "text",
        said(
            "What should we do differently?",
            "Mitä meidän pitäisi tehdä toisin?",
            "Vad borde vi göra annorlunda?",
        ),
    ),
    Item(
        "recommends",
        "yes_no",
        said(
            "Would you recommend the programme to others?",
            "Suosittelisitko ohjelmaa muille?",
            "Skulle du rekommendera programmet för andra?",
        ),
    ),
    Item(
        "mentor_again",
        "yes_no",
        said(
            "Could you be a mentor again?",
            "Voisitko toimia mentorina uudelleen?",
            "Kunde du vara mentor på nytt?",
        ),
    ),
    Item(
        "in_touch",
        "yes_no",
        said(
            "Are you still in touch with somebody from the programme?",
            "Pidätkö vielä yhteyttä johonkuhun, jonka tapasit ohjelmassa?",
            "Har du fortfarande kontakt med någon från programmet?",
        ),
    ),
    Item(
        "since_then",
        "text",
        said(
            "What has changed in your working life since the programme?",
            "Mikä työelämässäsi on muuttunut ohjelman jälkeen?",
            "Vad har ändrats i ditt arbetsliv sedan programmet?",
        ),
    ),
)
_BY_NAME = {**SHARED, **{item.name: item for item in _OWN}}

_PARTICIPANTS: Mapping[str, tuple[str, ...]] = {
    "start": (*CONFIDENCE, FINNISH_NOW, "hopes"),
    "midterm": ("going_well", "best", "to_change", "help_wanted"),
    "end": (
        *CONFIDENCE, CONTACTS, FINNISH_BEFORE, FINNISH_NOW, INTEGRATION, SITUATION, "best",
        "to_change", "recommends",
    ),
    "months_6": (SITUATION, "in_touch", "since_then"),
    "months_12": (SITUATION, "in_touch", "since_then"),
}  # fmt: skip
_HELPERS: Mapping[str, tuple[str, ...]] = {
    "start": ("hopes", "help_wanted"),
    "midterm": ("going_well", "best", "to_change", "help_wanted"),
    "end": (MENTOR_GAIN, CONTACTS, "best", "to_change", "mentor_again", "recommends"),
    "months_6": (MENTOR_GAIN, "in_touch", "mentor_again"),
    "months_12": (MENTOR_GAIN, "in_touch", "mentor_again"),
}


def ready_items(wave: str, *, helps: bool) -> list[Item]:
    """What is asked at a wave of those who help others (mentors), or of those who are helped."""
    names = (_HELPERS if helps else _PARTICIPANTS)[wave]
    return [_BY_NAME[name] for name in names]

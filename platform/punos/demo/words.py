"""What the demo's people write, in the first language of their association."""

from punos.work import Work

LETTERS = {
    "en": "I would like to talk about working life in Finland and how people find work in my field.",
    "fi": "Haluan puhua suomalaisesta työelämästä ja siitä, miten omalta alaltani löytää töitä.",
    "sv": "Jag vill tala om arbetslivet i Finland och om hur man hittar arbete inom mitt område.",
}
TOPICS = {
    "en": (
        "Working culture",
        "CV and applications",
        "Professional words",
        "Job interviews",
        "Networks",
    ),
    "fi": (
        "Työkulttuuri",
        "CV ja työhakemukset",
        "Oman alan sanasto",
        "Työhaastattelut",
        "Verkostot",
    ),
    "sv": (
        "Arbetskulturen",
        "CV och ansökningar",
        "Yrkesord",
        "Arbetsintervjuer",
        "Nätverk",
    ),
}


def spoken(work: Work) -> str:
    """The association's first language, if the demo has words of it; English otherwise."""
    first = work.settings.languages[0]
    return first if first in TOPICS else "en"

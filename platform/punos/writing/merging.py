"""Merge fields: words in braces that each reader finds replaced by what is true of her.

The replacement is flat: a fixed list of names, each replaced once by plain text. There is nothing to
reckon with in a text, and what is put in is not looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from punos.enrolments.models import Enrolment
from punos.i18n import _, _staff_l, format_date, use_language
from punos.mail.service import greeted
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.work import Work

FIELDS = {
    "first_name": _staff_l("First name"),
    "name": _staff_l("Whole name"),
    "cycle": _staff_l("Name of the cycle"),
    "starts_on": _staff_l("First day of the cycle"),
    "ends_on": _staff_l("Last day of the cycle"),
    "association": _staff_l("Name of the association"),
    "sender": _staff_l("Your name"),
    "own_page": _staff_l("Link to the reader’s own page"),
}
OF_A_CYCLE = frozenset({"cycle", "starts_on", "ends_on"})
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Reader:
    """Whom a text is merged for. `name` None: everybody at once, as in a chat of a group."""

    first_name: str
    name: str
    cycle: Cycle | None
    own_page: str


def used(text: str) -> list[str]:
    """The names in braces, in their order."""
    return [name.strip() for name in _FIELD.findall(text)]


def unknown(text: str) -> list[str]:
    """Those that are no merge field."""
    return [name for name in dict.fromkeys(used(text)) if name not in FIELDS]


def merged(text: str, values: Mapping[str, str]) -> str:
    """The text with its merge fields replaced; any other word in braces stays as it is."""
    return _FIELD.sub(lambda found: values.get(found.group(1).strip(), found.group(0)), text)


def values_for(work: Work, reader: Reader, language: str, sender: str) -> dict[str, str]:
    """What the merge fields stand for, in the language of the text."""
    with use_language(language):
        cycle = reader.cycle
        return {
            "first_name": reader.first_name or _("all"),
            "name": reader.name or _("all"),
            "cycle": str(pick(cycle.names, language)) if cycle else "",
            "starts_on": format_date(cycle.starts_on) if cycle else "",
            "ends_on": format_date(cycle.ends_on) if cycle else "",
            "association": str(pick(work.settings.names, language)),
            "sender": sender,
            "own_page": reader.own_page,
        }


def reader_of(
    person: Person, enrolment: Enrolment | None, cycle: Cycle | None, page: str
) -> Reader:
    """A person as her text is merged. A mail program is not to make a link of a name."""
    return Reader(
        greeted(person.given_name),
        greeted(person.full_name),
        enrolment.cycle if enrolment is not None else cycle,
        page,
    )


def stop_sentence(language: str) -> str:
    """What stands below a mail before the link that stops such mails."""
    with use_language(language):
        return _("You do not want such mails? Say so here:")


def language_for(bodies: Iterable[str], spoken: str, offered: Iterable[str]) -> str:
    """In which of the languages written somebody gets it: her own, else the association's first."""
    written = list(bodies)
    return next((code for code in (spoken, *offered) if code in written), (written or [spoken])[0])

"""Which column a heading speaks of, as web forms of several makers write them: a proposal, to be seen."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from marshmallow import fields

from punos.forms import LanguageLevels, PunosSchema
from punos.forms.info import label_of, said_everywhere
from punos.forms.levels import code_of
from punos.forms.tabular import map_headings
from punos.imports.cells import PART, WHOLE_NAME, Columns
from punos.texts import fold

Section = tuple[str, PunosSchema]
"""What the names of its questions begin with, and the schema."""

USUAL = ("fi", "sv", "en")
_WHOLE = frozenset({"name", "nimi", "namn", "full name", "koko nimi", "hela namnet", "your name"})
_WHOLE |= {"nimesi", "etu ja sukunimi", "etunimi ja sukunimi", "ditt namn", "for och efternamn"}
# Of names that Finnish inflects, the form in which they stand before another word.
_BEFORE = {"suomen": "fi", "ruotsin": "sv", "englannin": "en"}
# As associations word these questions themselves: no column of a file that we make is called so.
_WORDED = {
    "occupation": ("ammatti", "ammattinimike", "profession", "occupation", "yrke"),
    "languages": ("kielitaito", "kielet", "languages", "language skills", "språkkunskaper"),
    "city": ("asuinpaikka", "asuinkunta", "kotikunta", "kotipaikka", "bostadsort", "hemort"),
    "hopes": ("toivot", "toiveet", "odotukset", "hope", "expectations", "förväntningar"),
    "offers": ("auttaa", "tarjota", "osaaminen", "help with", "offer", "hjälpa", "erbjuda"),
    "interests": ("kiinnostuksen kohteet", "kiinnostaa", "interests", "intressen"),
    "availability": ("milloin voit", "ajankohta", "when can you", "när kan du"),
    "online_ok": ("etänä", "verkossa", "etätapaaminen", "online", "remotely", "på distans"),
    "capacity": ("kuinka monta", "montako", "how many", "hur många"),
    "about": ("kerro itsestäsi", "esittely", "about yourself", "berätta om dig"),
    "education_field": ("koulutusala", "field of education", "utbildningsområde"),
    "education_level": ("koulutustaso", "koulutusaste", "level of education", "utbildningsnivå"),
}
_NUMBERED = re.compile(r"^\s*(?:q|k)?\d+[.):]\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"\[([^\]]+)\]\s*$")
SHORTEST = 4
"""A word of at least so many letters also counts where the heading bends it: ammatti, ammattisi."""


def propose(
    sections: Sequence[Section], headings: Sequence[str], filled: Container[int]
) -> Columns:
    """Number of a column → the question that it seems to answer; each question is answered once.

    Whole headings go before words in them, longer words before shorter ones, and columns in which
    something stands (`filled`) before empty ones.
    """
    plain = [(at, _plain(heading)) for at, heading in enumerate(headings)]
    empty = [one for one in plain if one[0] not in filled]
    columns = dict(_whole(sections, [one for one in plain if one[0] in filled]))
    columns |= _spoken(sections, headings)
    free = [(at, one) for at, one in plain if at in filled and str(at) not in columns]
    for _length, at, name in sorted(_by_words(sections, free), key=lambda one: (-one[0], one[1])):
        _add(columns, str(at), name)
    for number, name in _whole(sections, empty):
        _add(columns, number, name)
    return dict(sorted(columns.items(), key=lambda one: int(one[0])))


def _add(columns: Columns, at: str, name: str) -> None:
    """Unless the column answers something already, or the question is answered, whole or in parts."""
    answered = {*columns.values(), *_in_parts(columns.values())}
    if at not in columns and name not in answered:
        columns[at] = name


def spoken_in(headings: Sequence[str]) -> list[str]:
    """The languages that a file may have columns of their own for: the usual ones, and those named."""
    named = [code for code in map(_spoken_code, headings) if code is not None]
    return list(dict.fromkeys([*USUAL, *named]))


def _plain(heading: str) -> str:
    """Without the number before a question, and the marks after it."""
    return _NUMBERED.sub("", heading).strip(" *:?.")


def _whole(
    sections: Sequence[Section], headings: Sequence[tuple[int, str]]
) -> Iterator[tuple[str, str]]:
    """Headings that are a question's own words, whole; then one with both names, where none has one."""
    number = {heading: at for at, heading in reversed(headings) if heading}
    found: dict[int, str] = {}
    for start, schema in sections:
        free = [heading for at, heading in headings if heading and at not in found]
        named = map_headings(schema, free)
        found |= {number[heading]: start + name for heading, name in named.items()}
    first, _schema = sections[0]
    whole = [at for at, one in headings if at not in found and _bare(one) in _WHOLE]
    if whole and first + "given_name" not in found.values():
        found[whole[0]] = first + WHOLE_NAME
    yield from ((str(at), name) for at, name in found.items())


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _spoken(sections: Sequence[Section], headings: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Columns that tell how well somebody knows one language: "Language skills [Finnish]"."""
    wanted = [
        start + name
        for start, schema in sections
        for name, field in schema.load_fields.items()
        if isinstance(field, LanguageLevels)
    ][:1]
    seen: set[str] = set()
    for at, heading in enumerate(headings):
        code = _spoken_code(heading) if wanted else None
        if code is not None and code not in seen:
            seen.add(code)
            yield str(at), f"{wanted[0]}{PART}{code}"


def _spoken_code(heading: str) -> str | None:
    bracket = _BRACKETS.search(heading)
    if bracket:
        return code_of(bracket[1].strip())
    words = fold(_plain(heading)).split()
    if len(words) == 1 or (words and words[0] in _BEFORE):
        return _BEFORE.get(words[0]) or (
            code_of(words[0]) if len(words[0]) > SHORTEST - 1 else None
        )
    return None


def _in_parts(chosen: Iterable[str]) -> set[str]:
    """The questions that are answered in parts, or by what they are a part of."""
    names = set(chosen)
    parts = {name.partition(PART)[0] for name in names if PART in name}
    for name in names:
        start, _dash, last = name.partition("-")
        if last == WHOLE_NAME:
            parts |= {f"{start}-given_name", f"{start}-family_name"}
        if last == "given_name":
            parts.add(f"{start}-{WHOLE_NAME}")
    return parts


def _by_words(
    sections: Sequence[Section], headings: Sequence[tuple[int, str]]
) -> Iterator[tuple[int, int, str]]:
    """(letters that agree, column, question) for words of a question within a heading."""
    for at, heading in headings:
        words = _bare(heading).split()
        for start, schema in sections:
            for name, field in schema.load_fields.items():
                said = _said(field) | {_bare(one) for one in _WORDED.get(name, ())}
                length = max((_agrees(words, one.split()) for one in said), default=0)
                if length:
                    yield length, at, start + name


def _said(field: fields.Field) -> set[str]:
    given = [*field.metadata.get("headings", ()), *said_everywhere(label_of(field))]
    return {_bare(one) for one in given} - {""}


def _agrees(words: Sequence[str], wanted: Sequence[str]) -> int:
    """How many letters of `wanted` stand in a row among `words`, bent at their ends or not; or 0."""
    for at in range(len(words) - len(wanted) + 1):
        if all(map(_begins, words[at:], wanted)):
            return sum(map(len, wanted))
    return 0


def _begins(word: str, wanted: str) -> bool:
    return word == wanted or (len(wanted) >= SHORTEST and word.startswith(wanted))

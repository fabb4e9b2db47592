"""What the cells of a row say to each question: put together from columns, and in the form's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from marshmallow import fields

from punos.forms import LanguageLevels, PunosSchema
from punos.forms.info import YES_NO, choices_by_name, has_options, said_everywhere, widget_of
from punos.forms.levels import level_of
from punos.texts import fold

Columns = dict[str, str]
"""Number of a column, from 0, as text → the question it answers, named as on the form:
`person-email`. Headings are not kept: a file without any has somebody's name in their place."""

Words = Mapping[str, Mapping[str, str]]
"""Question → folded word → the value of the choice that it means, or "" when it is passed over."""

Source = tuple[int, str]
"""The number of a column, and the part of the answer that it gives ("": the whole)."""

WHOLE_NAME = "whole_name"
"""Stands for both names, where a file has them in one column."""
PART = "."
"""Between a question and the part of it that a column answers: `pairwise-languages.fi`."""
_NUMBER = re.compile(r"\d+")


def fed(section: str, schema: PunosSchema, columns: Mapping[str, str]) -> dict[str, list[Source]]:
    """Field of a section → the columns that feed it."""
    found: dict[str, list[Source]] = {}
    for at, question in columns.items():
        if not question.startswith(f"{section}-"):
            continue
        name, _dot, part = question.removeprefix(f"{section}-").partition(PART)
        for target, which in _targets(name, part):
            if target in schema.load_fields:
                found.setdefault(target, []).append((int(at), which))
    return found


def _targets(name: str, part: str) -> tuple[tuple[str, str], ...]:
    if name == WHOLE_NAME:
        return (("given_name", "given"), ("family_name", "family"))
    return ((name, part),)


class Reader:
    """Reads the cells of one section. Made once for many rows: there may be hundreds of choices."""

    def __init__(
        self,
        section: str,
        schema: PunosSchema,
        columns: Mapping[str, str],
        words: Words,
        for_all: Mapping[str, str],
    ) -> None:
        self.section, self.schema, self.words = section, schema, words
        self.fed = fed(section, schema, columns)
        self.same = {
            name: for_all[f"{section}-{name}"]
            for name in schema.load_fields
            if for_all.get(f"{section}-{name}")
        }
        self.names = tuple(dict.fromkeys([*self.fed, *self.same]))
        self._choices = {name: choices_of(schema.load_fields[name]) for name in self.names}

    def texts(self, cells: Sequence[str]) -> list[str]:
        """By `names`, what stands in a row; a word that nobody has explained stays as it is."""
        return [
            self._text(name, cells) or self.same.get(name, "") if name in self.fed
            else self.same[name]
            for name in self.names
        ]  # fmt: skip

    def unknown(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        """(question, word) for each word of a row that is none of the choices, nor explained."""
        for name, sources in self.fed.items():
            for at, part in sources:
                for word in self._words(name, part, _cell(cells, at)):
                    if self._meaning(name, part, word) is None:
                        yield self._question(name, part), word

    def _text(self, name: str, cells: Sequence[str]) -> str:
        given = [(part, _cell(cells, at)) for at, part in self.fed[name]]
        said = [self._said(name, part, cell) for part, cell in given if cell]
        return ", ".join(text for text in said if text)

    def _said(self, name: str, part: str, cell: str) -> str:
        field = self.schema.load_fields[name]
        if part in ("given", "family"):
            return names_in(cell)[part == "family"]
        if isinstance(field, fields.Integer):
            found = _NUMBER.search(cell)
            return found[0] if found else cell
        if not self._is_asked(name, part):
            return cell
        meant = [_or(self._meaning(name, part, one), one) for one in self._words(name, part, cell)]
        return ", ".join(f"{part} {one}".strip() for one in meant if one)

    def _words(self, name: str, part: str, cell: str) -> list[str]:
        if not self._is_asked(name, part) or not cell:
            return []
        if isinstance(self.schema.load_fields[name], fields.List):
            whole = fold(cell) in self._choices[name]
            return (
                [cell] if whole else [one.strip() for one in re.split("[,;]", cell) if one.strip()]
            )
        return [cell]

    def _meaning(self, name: str, part: str, word: str) -> str | None:
        known = level_of(word) if part else self._choices[name].get(fold(word))
        return known or self.words.get(self._question(name, part), {}).get(fold(word))

    def _is_asked(self, name: str, part: str) -> bool:
        """Whether a cell here has to be one of some choices."""
        levels = isinstance(self.schema.load_fields[name], LanguageLevels)
        return bool(part) if levels else bool(self._choices[name])

    def _question(self, name: str, part: str) -> str:
        levels = isinstance(self.schema.load_fields[name], LanguageLevels) and part
        return f"{self.section}-{name}{PART if levels else ''}"


def choices_of(field: fields.Field) -> dict[str, str]:
    """From a folded word, in any of our languages, to the value of the choice it names."""
    if isinstance(field, fields.Boolean):
        return {said: value for value, label in YES_NO for said in said_everywhere(label)}
    listed = has_options(field) or (
        widget_of(field) == "typeahead" and not field.metadata.get("free")
    )
    return choices_by_name(field) if listed else {}


def names_in(whole: str) -> tuple[str, str]:
    """Given and family name: as "Li Na", or "Na, Li". A single word is a given name."""
    family, comma, given = whole.partition(",")
    if comma and given.strip():
        return given.strip(), family.strip()
    words = whole.split()
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 else (whole.strip(), "")


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def _or(meaning: str | None, word: str) -> str:
    return word if meaning is None else meaning

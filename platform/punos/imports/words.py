"""What words in files mean: those that no choice of the form is called by are asked once."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from marshmallow import fields
from sqlalchemy import delete, select

from punos import clock
from punos.db import insert_once
from punos.enrolments.answers import prefix
from punos.enrolments.sections import PERSON_SECTION
from punos.forms.info import YES_NO, Option, label_of, options_of
from punos.forms.levels import LEVELS
from punos.imports.cells import PART, WHOLE_NAME, Reader, Words, choices_of
from punos.imports.headings import propose
from punos.imports.mapping import Asked, asked_of
from punos.imports.models import ImportRow, ImportRun, ImportWord
from punos.people.schemas import PersonSchema
from punos.programmes.service import model_of
from punos.texts import fold
from punos.work import Work

LONGEST, MOST = 100, 100
"""Longer cells are texts rather than words; of more words the rest is asked after these."""
ALIKE = 0.75
_PERSONAL = re.compile(r"@|(?:\d[\s./()+-]*){6}")
"""An address or a number of somebody stands under the wrong heading: it is no word to be remembered."""
_NAMING = ("given_name", "family_name", WHOLE_NAME, "email", "phone")


@dataclass(frozen=True)
class OpenWord:
    """A word that nobody has explained: `times` rows have it, and perhaps it means `guess`."""

    key: str
    question: str
    label: Any
    word: str
    times: int
    options: Sequence[Option]
    guess: str


def known_words(work: Work, run: ImportRun) -> Words:
    """What has been explained for this kind of programme, by question."""
    query = select(ImportWord).where(ImportWord.model == model_of(work, run.cycle).name)
    found: dict[str, dict[str, str]] = {}
    for one in work.session.scalars(query):
        found.setdefault(one.question, {})[one.word] = one.meaning
    return found


def readers(asked: Sequence[Asked], words: Words, run: ImportRun) -> list[tuple[Asked, Reader]]:
    """Each section with what reads its cells from this file."""
    return [
        (one, Reader(one.section.name, one.schema, run.mapping, words, run.for_all))
        for one in asked
    ]


def open_words(work: Work, run: ImportRun) -> list[OpenWord]:
    """The words of rows with problems that are to be explained, those of most rows first."""
    asked = asked_of(work, run.cycle, run.role)
    known = known_words(work, run)
    read = [reader for _one, reader in readers(asked, known, run)]
    counted: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], str] = {}
    columns = _naming(run.mapping) | _naming(
        propose([(prefix(PERSON_SECTION), PersonSchema())], run.headings, range(len(run.headings)))
    )
    for cells in _broken(work, run):
        named = {part for at in columns for part in _parts(cells[at] if at < len(cells) else "")}
        for reader in read:
            for question, word in reader.unknown(cells):
                if _is_word(word, named):
                    counted[question, fold(word)] += 1
                    written.setdefault((question, fold(word)), word)
    about = {question: _asked_about(asked, question) for question, _word in counted}
    return [
        _open(question, written[question, word], times, known, *told)
        for (question, word), times in sorted(counted.most_common(MOST), key=lambda one: one[0][0])
        if (told := about[question]) is not None
    ]


def _is_word(word: str, named: set[str]) -> bool:
    """Whether it may be remembered: no text, and nothing that tells who somebody is."""
    return len(word) <= LONGEST and not _PERSONAL.search(word) and named.isdisjoint(_parts(word))


def _naming(columns: Mapping[str, str]) -> set[int]:
    """The columns that tell who somebody is, whether the file's mapping or their headings say so."""
    who = {prefix(PERSON_SECTION) + name for name in _NAMING}
    return {int(at) for at, question in columns.items() if question in who}


def _parts(text: str) -> set[str]:
    return {one for one in re.findall(r"\w+", fold(text)) if len(one) > 1}


def _broken(work: Work, run: ImportRun) -> list[list[str]]:
    query = select(ImportRow.raw).where(ImportRow.run_id == run.id, ImportRow.verdict == "broken")
    return list(work.session.scalars(query.order_by(ImportRow.number)))


def _asked_about(
    asked: Sequence[Asked], question: str
) -> tuple[Any, Sequence[Option], Mapping[str, str]] | None:
    """(label, options, what the options are called) of a question; None for one of another form."""
    for one in asked:
        name = question.removeprefix(prefix(one.section)).removesuffix(PART)
        if question.startswith(prefix(one.section)) and name in one.schema.load_fields:
            field = one.schema.load_fields[name]
            if question.endswith(PART):
                return label_of(field), LEVELS, {}
            yes_no = isinstance(field, fields.Boolean)
            return label_of(field), YES_NO if yes_no else options_of(field), choices_of(field)
    return None


def _open(
    question: str,
    word: str,
    times: int,
    known: Words,
    label: Any,
    options: Sequence[Option],
    called: Mapping[str, str],
) -> OpenWord:
    key = hashlib.sha256(f"{question}\x1f{fold(word)}".encode()).hexdigest()[:16]
    guess = _elsewhere(known, options, fold(word)) or _guess(called, fold(word))
    return OpenWord(key, question, label, word, times, options, guess)


def _elsewhere(known: Words, options: Sequence[Option], word: str) -> str:
    """What the word was said to mean in another question with such a choice."""
    values = {value for value, _label in options}
    said = [words[word] for words in known.values() if words.get(word) in values]
    return said[0] if said else ""


def _guess(called: Mapping[str, str], word: str) -> str:
    """The choice whose name begins with the word, or holds it, or is written nearly so."""
    for fits in (str.startswith, str.__contains__):
        found = {value for name, value in called.items() if len(word) > 2 and fits(name, word)}
        if len(found) == 1:
            return found.pop()
    begun = [name for name in called if re.match(rf"{re.escape(name)}\W", word)]
    near = begun[:1] or get_close_matches(word, called, 1, ALIKE)
    return called[near[0]] if near else ""


def learn(work: Work, run: ImportRun, meanings: Iterable[tuple[OpenWord, str]]) -> None:
    """Keep what words mean ("": they are passed over), for this file and those that come."""
    model, now = model_of(work, run.cycle).name, clock.now()
    for one, meaning in meanings:
        insert_once(
            work.session,
            ImportWord,
            model=model,
            question=one.question,
            word=fold(one.word),
            meaning=meaning,
            changed_at=now,
        )


def remembered(work: Work, run: ImportRun) -> list[tuple[UUID, str, Any]]:
    """(id, word, what it means) of those that were explained about this form's questions."""
    asked = asked_of(work, run.cycle, run.role)
    query = select(ImportWord).where(ImportWord.model == model_of(work, run.cycle).name)
    found = work.session.scalars(query.order_by(ImportWord.question, ImportWord.word))
    return [
        (one.id, one.word, dict(about[1]).get(one.meaning, ""))
        for one in found
        if (about := _asked_about(asked, one.question)) is not None
    ]


def forget_words(work: Work, run: ImportRun, ids: Sequence[str]) -> None:
    """Ask again what these words mean."""
    for one_id, _word, _meaning in remembered(work, run):
        if str(one_id) in ids:
            work.session.execute(delete(ImportWord).where(ImportWord.id == one_id))

"""From template to .po files: new messages in, unused ones out, translations kept.

The files depend on the source and the translations alone: no dates, no line numbers, no names
of tools, one order. Two people who update the same source write the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from punos.i18n.catalogues import CHECKED_HEADER, KINDS, says_checked
from punos.i18n.languages import LANGUAGES, SOURCE_LANGUAGE
from punos.i18n.tools.extraction import extracted
from punos.i18n.tools.sources import Distribution

TRANSLATED_LANGUAGES = tuple(code for code in LANGUAGES if code != SOURCE_LANGUAGE)

Forms = str | tuple[str, ...] | list[str] | None
# (English form or forms, context) -> translated form or forms
Memory = dict[tuple[Forms, str | None], Forms]


@dataclass(frozen=True)
class Merged:
    """What updating one .po file comes to."""

    path: Path
    text: str
    added: int
    dropped: int
    untranslated: int

    @property
    def changed(self) -> bool:
        return not self.path.is_file() or self.path.read_text(encoding="utf-8") != self.text


def read_catalogue(path: Path, language: str) -> Catalog:
    """The .po file as Babel reads it; an empty catalogue when there is none yet."""
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def merged(parts: Iterable[Distribution]) -> list[Merged]:
    """Every .po file of ``parts``, brought up to date with the source (nothing is written).

    A message that is new in one catalogue takes the translation that it has in another, or
    had before as an unused entry: moving a text between parts loses nothing.
    """
    parts = list(parts)
    results = []
    for language in TRANSLATED_LANGUAGES:
        memory = _memory(parts, language)
        for part in parts:
            results += [_merge(part, kind, language, memory) for kind in KINDS]
    return results


def _memory(parts: list[Distribution], language: str) -> Memory:
    memory: Memory = {}
    for part in parts:
        for kind in KINDS:
            catalogue = read_catalogue(part.po_file(kind, language), language)
            for message in (*catalogue, *catalogue.obsolete.values()):
                if message.id and is_complete(message) and not message.fuzzy:
                    memory.setdefault((message.id, message.context), message.string)
    return memory


def is_complete(message: Message) -> bool:
    """Whether every form of the message is translated."""
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return bool(forms) and all(forms)


def _merge(part: Distribution, kind: str, language: str, memory: Memory) -> Merged:
    path = part.po_file(kind, language)
    old = read_catalogue(path, language)
    new = Catalog(locale=language)
    for message in extracted(part, kind):
        if message.id:
            _carry_over(message, old, new, memory)
    ids = {(m.id, m.context) for m in new if m.id}
    before = {(m.id, m.context) for m in old if m.id}
    missing = sum(1 for m in new if m.id and not is_complete(m))
    checked = path.is_file() and says_checked(path.read_text(encoding="utf-8"))
    text = _written(new, part.name, language, checked)
    return Merged(path, text, len(ids - before), len(before - ids), missing)


def _carry_over(message: Message, old: Catalog, new: Catalog, memory: Memory) -> None:
    known = old.get(message.id, message.context)
    # Catalog.get knows a plural message by its singular alone: the plural may be new.
    same = known is not None and known.id == message.id
    string: Forms = memory.get((message.id, message.context))
    flags: set[str] = set()
    if same and known is not None and any(known.string or ()):
        string, flags = known.string, known.flags & {"fuzzy"}
    comments = known.user_comments if same and known is not None else ()
    new.add(
        message.id,
        string,
        locations=message.locations,
        flags=flags,
        user_comments=comments,
        context=message.context,
    )


def _written(catalogue: Catalog, name: str, language: str, checked: bool) -> str:
    body = io.BytesIO()
    write_po(
        body, catalogue, width=0, omit_header=True, sort_output=True,
        ignore_obsolete=True, include_lineno=False,
    )  # fmt: skip
    plural = get_plural(language).plural_forms
    headers = {
        "Project-Id-Version": name,
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural,
        CHECKED_HEADER: "yes" if checked else "no",
    }
    lines = "".join(f'"{key}: {value}\\n"\n' for key, value in headers.items())
    return f'msgid ""\nmsgstr ""\n{lines}\n{body.getvalue().decode().strip()}'.strip() + "\n"

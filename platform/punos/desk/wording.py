"""Verbs about the association's own wording: whole messages, never words inside them."""

from collections.abc import Iterator, Mapping
from typing import Any

from punos.desk.service import change_settings
from punos.i18n import LANGUAGES
from punos.i18n.catalogues import KINDS
from punos.i18n.messages import Known
from punos.i18n.placeholders import fits, placeholders
from punos.work import Work

LONGEST = 2000
Document = Mapping[str, Mapping[str, Mapping[str, str]]]


def own_words(work: Work, language: str, known: Known) -> str | None:
    """What the association says instead; None when it says what the product does."""
    document: Document = work.settings.get("wording", {})
    return document.get(language, {}).get(known.kind, {}).get(known.message)


def reword(work: Work, language: str, known: Known, text: str) -> None:
    """Say a message so from now on; an empty text, or the product's own, takes the rewording back."""
    text = " ".join(text.split()) if "\n" not in known.message else text.strip()
    mine = "" if text == known.said(language) else text
    document = changed(work.settings.get("wording", {}), language, known, mine)
    change_settings(work, {"wording": document})


def changed(document: Document, language: str, known: Known, text: str) -> dict[str, Any]:
    """The document with this text, or without it when it is empty; nothing empty is kept."""
    kinds = {kind: dict(texts) for kind, texts in document.get(language, {}).items()}
    texts = {**kinds.get(known.kind, {}), known.message: text}
    kinds[known.kind] = {message: said for message, said in texts.items() if said}
    whole = {**document, language: {kind: texts for kind, texts in kinds.items() if texts}}
    return {code: kinds for code, kinds in whole.items() if kinds}


def misfit(message: str, text: str) -> str | None:
    """Why a text cannot stand for a message: "long", "percent" or "values"; None when it can."""
    if len(text) > LONGEST:
        return "long"
    if fits(message, text):
        return None
    return "percent" if placeholders(message) == placeholders(text) else "values"


def problems(document: Mapping[str, Any]) -> list[tuple[tuple[str, ...], str]]:
    """What is wrong with a whole document, for whoever writes its files: (key, reason)."""
    return [(path, reason) for path, text in _texts(document) if (reason := _reason(path, text))]


def _texts(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for language, kinds in document.items():
        for kind, texts in kinds.items():
            if kind not in KINDS or not isinstance(texts, Mapping):
                yield (language, kind), None
                continue
            for message, text in texts.items():
                yield (language, kind, message), text


def _reason(path: tuple[str, ...], text: Any) -> str | None:
    if path[0] not in LANGUAGES or len(path) < 3:
        return f"the tables are {' and '.join(KINDS)}, in a file named after a language"
    if not isinstance(text, str) or not text.strip():
        return "the text is empty"
    if misfit(path[2], text):
        return f"it must hold the same values as the message, and at most {LONGEST} characters"
    return None

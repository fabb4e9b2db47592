"""A tenant's own wording: whole messages that it says in its own way.

It is kept with its settings as `{language: {catalogue: {message: text}}}`, and looked up there as it is:
nothing is built for a request, and nothing is kept that could go stale or reach another tenant. A
message with a plural has one entry for each of its two English forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from punos.i18n.languages import OverrideKey

WordingDocument = Mapping[str, Mapping[str, Mapping[str, str]]]


class Wording(Mapping[OverrideKey, str]):
    """The document as the catalogues ask for it. Messages with a context are not reworded."""

    def __init__(self, document: WordingDocument) -> None:
        self._document = document

    def get(self, key: OverrideKey, default: str | None = None) -> str | None:  # type: ignore[override]
        """The tenant's text, or the default."""
        language, kind, context, message = key
        if context is not None:
            return default
        return self._document.get(language, {}).get(kind, {}).get(message, default)

    def __getitem__(self, key: OverrideKey) -> str:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[OverrideKey]:
        for language, kinds in self._document.items():
            for kind, messages in kinds.items():
                yield from ((language, kind, None, message) for message in messages)

    def __len__(self) -> int:
        return sum(len(texts) for kinds in self._document.values() for texts in kinds.values())

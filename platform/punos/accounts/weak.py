"""Which passwords are among the first that anybody would try.

A list of leaked passwords would mostly hold short ones, which the length refuses already; what is
left of them at twelve characters is made of the parts below. They are taken out, and what remains
has to be long enough.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from punos.texts import fold

NEEDED = 6
"""So many characters have to remain."""

_ROWS = ("1234567890", "qwertyuiopå", "asdfghjklöä", "zxcvbnm", "abcdefghijklmnopqrstuvwxyzåäö")
_WORDS = frozenset(Path(__file__).with_name("common_words.txt").read_text("utf-8").split())
_LOOKALIKES = str.maketrans("013457$@!", "oleasts" + "ai")


def is_easy_to_guess(password: str, around: Iterable[str] = ()) -> bool:
    """Whether little remains of a password without common words, runs, repeats and `around`.

    `around` are words that belong to the account: name, address, the association's names.
    """
    words = sorted({*_WORDS, *_parts(around)}, key=len, reverse=True)
    plain = fold(password).replace(" ", "")
    versions = (plain, plain.translate(_LOOKALIKES))
    return min(len(_remains(version, words)) for version in versions) < NEEDED


def _parts(around: Iterable[str]) -> Iterator[str]:
    for text in around:
        yield from (part for part in re.split(r"[^\w]+", fold(text)) if len(part) > 2)


def _remains(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(word, " ")
    text = re.sub(r"(19|20)\d\d", " ", text)
    return re.sub(r"[\s._-]", "", _once(_without_runs(text)))


def _without_runs(text: str) -> str:
    """Each run of keys or letters, forwards or backwards, and each repeat of a character, as one."""
    kept = []
    for before, character in zip(" " + text, text, strict=False):
        if not _follows(before, character):
            kept.append(character)
    return "".join(kept)


def _follows(before: str, character: str) -> bool:
    pair = before + character
    return before == character or any(pair in row or pair[::-1] in row for row in _ROWS)


def _once(text: str) -> str:
    """A text that is one part over and over, as that part."""
    whole = re.fullmatch(r"(.+?)\1+", text)
    return whole.group(1) if whole else text

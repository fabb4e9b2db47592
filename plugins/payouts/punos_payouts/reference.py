"""Reference numbers of payments: the Finnish one, and the international one made of it.

The national number ends with a check digit of weights 7, 3, 1 from the right (Finance Finland, "Forming
a Finnish reference number"); ISO 11649 puts "RF" and two check digits before it, by modulo 97.
"""

import re

_WEIGHTS = (7, 3, 1)
_NATIONAL = re.compile(r"[1-9][0-9]{3,19}")
_RF = re.compile(r"RF[0-9]{2}[0-9]{4,20}")


def national(base: str) -> str:
    """The number with its check digit. `base` is 3 to 19 digits, not beginning with 0: ValueError."""
    if not re.fullmatch(r"[1-9][0-9]{2,18}", base):
        raise ValueError("the base of a reference number is 3 to 19 digits")
    return base + _check_digit(base)


def international(reference: str) -> str:
    """The same payment's number by ISO 11649. Raises ValueError for one whose check digit is wrong."""
    if not is_national(reference):
        raise ValueError("this is no Finnish reference number")
    return f"RF{98 - _modulo(reference, '00'):02d}{reference}"


def is_national(text: str) -> bool:
    """Whether it is a Finnish reference number with the right check digit, without spaces."""
    return bool(_NATIONAL.fullmatch(text)) and _check_digit(text[:-1]) == text[-1]


def is_international(text: str) -> bool:
    """Whether it is one of ours by ISO 11649, both check digits right, without spaces."""
    if not _RF.fullmatch(text):
        return False
    return is_national(text[4:]) and _modulo(text[4:], text[2:4]) == 1


def national_of(text: str) -> str:
    """The Finnish number within an international one."""
    return text[4:]


def grouped(text: str) -> str:
    """As it is written for people: an international number in fours from the left, a national one in
    fives from the right."""
    if text.startswith("RF"):
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
    first = len(text) % 5
    rest = [text[at : at + 5] for at in range(first, len(text), 5)]
    return " ".join(part for part in (text[:first], *rest) if part)


def _check_digit(base: str) -> str:
    total = sum(int(digit) * _WEIGHTS[at % 3] for at, digit in enumerate(reversed(base)))
    return str(-total % 10)


def _modulo(reference: str, check: str) -> int:
    # R is 27 and F is 15, as in ISO 7064.
    return int(f"{reference}2715{check}") % 97

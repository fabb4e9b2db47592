"""Personal identity codes are seen, and what only looks a little like one is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.forms import has_identity_code

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


@pytest.mark.parametrize(
    "text",
    [
        "131052-308T",
        "My code is 131052-308t.",
        "131052–308T",
        "131052 - 308T",
        "１３１０５２－３０８Ｔ",
        "131052-\u200b308T",
        "henkilötunnus:131052-308T,ok",
    ],
)
def test_identity_code_however_written(text: str) -> None:
    assert has_identity_code(text)


@pytest.mark.parametrize("sign", list("+-YXWVUABCDEF"))
def test_identity_code_of_every_century_sign(sign: str) -> None:
    assert has_identity_code(f"010190{sign}{'123'}{_CHECK[10190123 % 31]}")


@pytest.mark.parametrize(
    "text",
    [
        "131052-308U",  # wrong check character
        "321052-308T",  # no such day
        "24.12.2026",
        "241226-241227",
        "2026-12-24",
        "+358 40 123 4567",
        "040-1234567",
        "RF18 5390 0754 7034",
        "00000 12345 67890 12344",
        "FI21 1234 5600 0007 85",
        "1234567-8",  # a business id
        "A131052-308TX",
        "",
    ],
)
def test_identity_code_is_not_seen_in(text: str) -> None:
    assert not has_identity_code(text)


@given(st.dates(), st.integers(2, 999), st.text(max_size=20))
def test_identity_code_inside_any_text(day: object, number: int, around: str) -> None:
    digits = f"{day:%d%m%y}"
    century = f"{day:%Y}"[:2]
    sign = {"18": "+", "19": "-", "20": "A"}.get(century)
    if sign is None:
        return
    code = f"{digits}{sign}{number:03d}{_CHECK[int(f'{digits}{number:03d}') % 31]}"
    assert has_identity_code(f"{around} {code} {around}")


@given(st.text())
def test_identity_code_search_never_fails(text: str) -> None:
    assert has_identity_code(text) in (True, False)

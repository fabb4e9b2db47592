"""Reference numbers: the national check digit, and the international one as other software reads it."""

import random

import pytest
from punos_payouts.reference import (
    grouped,
    international,
    is_international,
    is_national,
    national,
    national_of,
)
from stdnum import iso11649

SEED = 20260105


def test_national_number_of_a_known_base() -> None:
    assert national("123456") == "1234561"
    assert international("1234561") == "RF341234561"


@pytest.mark.parametrize("length", range(3, 20))
def test_numbers_of_every_length_are_read_as_right(length: int) -> None:
    numbers = random.Random(SEED + length)
    for _one in range(50):
        base = str(numbers.randrange(10 ** (length - 1), 10**length))
        made = national(base)
        assert is_national(made)
        assert iso11649.is_valid(international(made))
        assert is_international(international(made))
        assert national_of(international(made)) == made


def test_every_single_wrong_digit_is_noticed() -> None:
    made = international(national("2026001"))
    for at in range(4, len(made)):
        for digit in "0123456789":
            wrong = made[:at] + digit + made[at + 1 :]
            assert is_international(wrong) == (wrong == made)
            assert iso11649.is_valid(wrong) == (wrong == made)


@pytest.mark.parametrize("base", ["", "12", "012345", "12a4", "1" * 20, "-123"])
def test_base_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        national(base)


def test_number_with_a_wrong_check_digit_gets_no_international_one() -> None:
    with pytest.raises(ValueError, match="reference"):
        international("1234562")
    assert not is_international("RF351234561")
    assert not is_international("1234561")


def test_numbers_are_grouped_as_banks_write_them() -> None:
    assert grouped("RF341234561") == "RF34 1234 561"
    assert grouped("1234561") == "12 34561"
    assert grouped("1234567890") == "12345 67890"

"""Money is cents: rounded in one place, and written as each language writes it."""

from decimal import Decimal

import pytest
from punos_payouts.money import cents_of, euros

from punos.i18n import use_language


@pytest.mark.parametrize(
    ("language", "written"),
    [("fi", "10 000,00 €"), ("sv", "10 000,00 €"), ("en", "€10,000.00")],
)
def test_euros_always_have_two_decimals(language: str, written: str) -> None:
    with use_language(language):
        assert euros(1_000_000).replace("\xa0", " ") == written


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("0.005", 1), ("1.005", 101), ("-1.005", -101), ("1.0049", 100), ("7750", 775_000)],
)
def test_half_a_cent_rounds_away_from_zero(typed: str, cents: int) -> None:
    assert cents_of(Decimal(typed)) == cents


def test_a_float_is_no_money() -> None:
    with pytest.raises(TypeError):
        cents_of(1.1)  # type: ignore[arg-type]

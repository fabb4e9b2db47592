"""Money is whole cents everywhere. Here alone it is rounded, and written for people to read."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency

from punos.plugin import locale

CENT = Decimal("0.01")


def euros(cents: int) -> str:
    """The amount as the reader writes it: 10 000,00 € · €10,000.00."""
    return format_currency(Decimal(cents).scaleb(-2), "EUR", locale=locale())


def cents_of(amount: Decimal) -> int:
    """Euros as cents; half a cent rounds away from zero. Raises TypeError for a float."""
    if not isinstance(amount, Decimal):
        raise TypeError("money is a Decimal")
    return int(amount.quantize(CENT, ROUND_HALF_UP).scaleb(2))

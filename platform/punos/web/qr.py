"""Addresses as a square that a telephone's camera reads: SVG inside the page, no request elsewhere."""

import segno
from markupsafe import Markup


def qr_svg(address: str, *, scale: int = 4) -> Markup:
    """The square for an address. It says nothing to a screen reader: the address stands beside it.

    With the margin that readers need (ISO/IEC 18004: four modules).
    """
    code = segno.make(address, micro=False, error="m")
    drawn = code.svg_inline(scale=scale, border=4)
    # Markup: made from the address by the library, which writes numbers alone.
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704

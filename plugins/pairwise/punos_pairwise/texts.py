"""The plugin's words: ``_`` for what participants see, ``_staff`` for what only staff see."""

from __future__ import annotations

from punos.plugin import Catalogues, format_list, language, locale

__all__ = [
    "_", "_l", "_n", "_p", "_staff", "_staff_l", "_staff_n", "_staff_p",
    "format_list", "language", "locale",
]  # fmt: skip

catalogues = Catalogues("punos_pairwise")
_, _n, _p, _l = catalogues.people
_staff, _staff_n, _staff_p, _staff_l = catalogues.staff

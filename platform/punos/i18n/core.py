"""The core's own catalogues and their functions, by the names the code uses."""

from __future__ import annotations

from punos.i18n.catalogues import CORE, Catalogues

core = Catalogues(CORE)
_, _n, _p, _l = core.people
_staff, _staff_n, _staff_p, _staff_l = core.staff

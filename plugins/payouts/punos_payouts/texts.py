"""The plugin's words: ``_`` for what participants see, ``_staff`` for what only staff see."""

from punos.plugin import Catalogues

catalogues = Catalogues("punos_payouts")
_, _n, _p, _l = catalogues.people
_staff, _staff_n, _staff_p, _staff_l = catalogues.staff

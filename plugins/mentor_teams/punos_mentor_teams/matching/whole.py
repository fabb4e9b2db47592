"""What HiGHS says of a programme in whole numbers, as a whole number. Worker only."""

from __future__ import annotations

import math

from scipy.optimize import OptimizeResult

INFEASIBLE = 2  # as SciPy tells it
NO_BOUND = 1 << 62
NO_CHOICE = -NO_BOUND
ROUNDING = 1e-3  # far above the solver's own error, far below a whole point


def whole_bound(found: OptimizeResult) -> int:
    """No choice is worth more than this. The programme minimises the worth with its sign turned.

    Worths are whole numbers, so the solver's bound is rounded down, in favour of a larger one.
    """
    if found.status == INFEASIBLE:
        return NO_CHOICE
    if found.mip_dual_bound is None or not math.isfinite(found.mip_dual_bound):
        return NO_BOUND
    return math.floor(ROUNDING - float(found.mip_dual_bound))

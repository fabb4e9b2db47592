"""What plugins may use of the heavy parts. Only modules that the worker names may import this.

Web processes never load it, nor NumPy; `punos.plugin` offers the light parts of the same things.
"""

from punos.matching.scoring import Scores, score_all, why_unmatched

__all__ = ["Scores", "score_all", "why_unmatched"]

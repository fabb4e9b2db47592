"""What plugins may use of the heavy parts. Only modules that the worker names may import this.

Web processes never load it, nor NumPy; `punos.plugin` offers the light parts of the same things.
"""

from punos.matching.scoring import Scores, score_all, some_rows, why_unmatched
from punos.papers.pdf import write_pdf
from punos.papers.xlsx import XLSX, Sheet, write_xlsx

__all__ = [
    "XLSX",
    "Scores",
    "Sheet",
    "score_all",
    "some_rows",
    "why_unmatched",
    "write_pdf",
    "write_xlsx",
]

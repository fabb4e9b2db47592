"""The matching workbench."""

from punos.plugin import Pages

pages = Pages("pairwise", __name__, url_prefix="/pairwise")

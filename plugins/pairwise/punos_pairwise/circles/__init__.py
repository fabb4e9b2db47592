"""Circles: some pairs, 5 to 8 usually, near each other in field and place, that meet as a group.

`sizes` and `nearness` know numbers alone, `search` finds the circles (worker only), `planning` changes
a draft, `publishing` makes it known, `placing` changes the circles that stand, `reading` is what the
page shows.
"""

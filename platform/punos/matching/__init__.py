"""Matching: which mentees and mentors suit each other, and what becomes of a proposal.

light, for every process       ``criteria`` ``findings`` ``phrasing`` ``reading``
                               ``service`` …
heavy (NumPy), for the worker  ``scoring``

What a pair or a team is, and how the best ones are found, is the programme model's own: each has
its solver. What fits, the draft and what is decided by hand are the same for all.
"""

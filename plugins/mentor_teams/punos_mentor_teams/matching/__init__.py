"""Which mentees get which mentors: the best teams for everybody at once, with a proof.

Plain values in, plain values out; no database and no names of people. All but ``pins`` needs NumPy
and SciPy: for the worker alone.
"""

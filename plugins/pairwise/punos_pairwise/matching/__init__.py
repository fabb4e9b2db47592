"""Who should meet whom: the best pairs for a whole cohort, and why.

Plain values in, plain values out; no database and no names of people.

light, for every process        ``candidates`` ``criteria`` ``findings`` ``reasons`` ``pins``
                                ``proposal``
heavy (NumPy, SciPy), for the   ``scoring`` ``solve`` ``summary``
worker alone

Read ``findings`` for what makes two people fit, and ``solve`` for how the cohort is paired.
"""

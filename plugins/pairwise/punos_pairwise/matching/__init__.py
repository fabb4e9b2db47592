"""Who should meet whom: the best pairs for a whole cohort, and why.

Plain values in, plain values out; no database and no names of people. What makes two people fit is
the core's (`punos.plugin.judge`); here is how the cohort is paired.

light, for every process        ``pins`` ``proposal``
heavy (NumPy, SciPy), for the   ``solve`` ``summary``
worker alone
"""

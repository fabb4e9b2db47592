"""Occupations: a small table of professions in three languages.

Contains our own wording; classification: ISCO-08. The ten major groups and the 43 groups of two
digits are whole; of the unit groups of four digits those are kept that the programmes meet. The
levels between (three digits) have no names here: nearness needs only the digits.

``isco08.csv`` holds code, label in each language, and other words that people search by.
"""

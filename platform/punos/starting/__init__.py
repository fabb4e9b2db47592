"""The first steps of a new association: a programme from a preset, a list, or a sample to look at."""

"""The directory of a cycle: those who want to be found by the others, by their own choice."""

"""People of a cycle who want to be found by each other."""

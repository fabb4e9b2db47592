"""Punos: one deployment in which many associations run their programmes. See `punos.app`."""

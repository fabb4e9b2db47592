"""Figures of a cycle: what its participations, meetings and outcomes come to."""

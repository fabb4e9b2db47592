"""Trainings of a programme, open to several cycles."""

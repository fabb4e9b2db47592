"""Enrolments: a person in a cycle, in a role, and the states that they pass."""

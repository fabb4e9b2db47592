"""Employers who let people see their work, and the visits of pairs."""

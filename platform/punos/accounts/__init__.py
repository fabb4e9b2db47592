"""Accounts, sessions, roles and signed links."""

"""Guides, forms and links for a programme's people, in versions and languages."""

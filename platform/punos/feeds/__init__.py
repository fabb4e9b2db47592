"""Calendar feeds: somebody's meetings at a secret address of their own."""

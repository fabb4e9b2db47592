"""The border: the only way by which anything passes from one tenant to another."""

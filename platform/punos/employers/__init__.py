"""Employers that let somebody see their work: the register, and the visits of pairs."""

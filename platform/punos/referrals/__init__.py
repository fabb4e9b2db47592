"""Referrals: a person goes on to another association, with what she has agreed to hand over."""

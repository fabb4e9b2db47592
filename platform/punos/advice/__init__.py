"""Advice: sessions with one person, by staff or by a partner's adviser."""

"""Certificates of having taken part."""

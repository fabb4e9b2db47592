"""Tests of employers and visits."""

"""Tests of writing to people."""

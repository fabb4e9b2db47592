"""Tests in a real browser, Debian's Chromium: what only a browser can tell."""

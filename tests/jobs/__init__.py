"""Tests of jobs and of the worker."""

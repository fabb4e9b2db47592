"""Tests of the network: what crosses to it, and what its desk does with it."""

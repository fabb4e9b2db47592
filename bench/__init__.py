"""What Punos costs, measured against a floor. `make bench` runs all of it; docs/performance.md reads it."""

"""What operators rely on: logs, probes, figures, backups."""

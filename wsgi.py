"""Gunicorn's way in; nothing else."""

from punos.app import create_app

app = create_app()

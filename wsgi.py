"""Gunicorn's way in; nothing else."""

from punos import create_app

app = create_app()

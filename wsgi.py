"""Gunicorn's way in; nothing else."""

from punos.app import create_app
from punos.logs import set_up

set_up()
app = create_app()

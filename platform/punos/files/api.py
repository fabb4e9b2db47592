"""What plugins may use of files."""

from punos.files.models import StoredFile
from punos.files.service import read, store

__all__ = ["StoredFile", "read", "store"]

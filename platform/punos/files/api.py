"""What plugins may use of files."""

from punos.files.models import StoredFile
from punos.files.service import read as read_file
from punos.files.service import store as store_file

__all__ = ["StoredFile", "read_file", "store_file"]

"""What plugins may use of mail."""

from punos.mail.models import Mail
from punos.mail.service import queue

__all__ = ["Mail", "queue"]

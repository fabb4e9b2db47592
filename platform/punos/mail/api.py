"""What plugins may use of mail."""

from punos.mail.service import greeted
from punos.mail.service import queue as queue_mail

__all__ = ["greeted", "queue_mail"]

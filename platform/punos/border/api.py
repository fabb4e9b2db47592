"""What plugins may use of the border."""

from punos.border.kinds import BorderKind, NotThisKind, register
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import accept, cancel, decline, send

__all__ = [
    "BorderKind",
    "InboxItem",
    "NotThisKind",
    "OutboxItem",
    "accept",
    "cancel",
    "decline",
    "register",
    "send",
]

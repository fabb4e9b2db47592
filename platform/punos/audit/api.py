"""What plugins may use of audit."""

from punos.audit.service import read_page, record

__all__ = ["read_page", "record"]

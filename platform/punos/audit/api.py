"""What plugins may use of audit."""

from punos.audit.service import read_page
from punos.audit.service import record as record_audit

__all__ = ["read_page", "record_audit"]

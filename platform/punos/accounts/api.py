"""What plugins may use of accounts: signed links."""

from punos.accounts.links import issue as issue_link
from punos.accounts.links import use as use_link

__all__ = ["issue_link", "use_link"]

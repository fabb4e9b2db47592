"""What plugins may use of accounts: signed links, and whose an address is."""

from punos.accounts.links import issue as issue_link
from punos.accounts.links import revoke as revoke_links
from punos.accounts.links import use as use_link
from punos.accounts.service import account_names, account_with_address

__all__ = ["account_names", "account_with_address", "issue_link", "revoke_links", "use_link"]

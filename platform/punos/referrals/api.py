"""What plugins and the network's facts may use of referrals."""

from punos.referrals.claiming import accepted_of_sent, may_claim_employment

__all__ = ["accepted_of_sent", "may_claim_employment"]

"""What may be granted here, and what the bearers of links may do."""

from datetime import timedelta

from punos.plugin import LinkPurpose, Permission, Role
from punos_payouts.texts import _l, _staff_l

READ = "payouts.read"
MANAGE = "payouts.manage"
CLAIM = "payouts.claim"
SIGN = "payouts.sign"
ANNEX = "payouts.annex"
FUND = "payouts.fund"
SIGN_BY_LINK = "payouts.sign_by_link"

SIGN_LINK = "payouts_sign"
"""Its subject is the signature request."""

PERMISSIONS = (
    # Money is the whole association's, whatever the units are that earn it.
    Permission(READ, _staff_l("See agreements, what is earned, and claims"), whole=True),
    Permission(MANAGE, _staff_l("Write down agreements with funders"), whole=True),
    Permission(CLAIM, _staff_l("Make claims and send them"), whole=True),
    Permission(SIGN, _staff_l("Sign claims that somebody else has made"), whole=True),
    Permission(ANNEX, _staff_l("Open the list of names behind a claim"), whole=True),
    Permission(FUND, _staff_l("See what grantees claim, and decide on it"), whole=True),
    Permission(SIGN_BY_LINK, _l("Sign a claim as a member of the board")),
)
_STAFF = frozenset({READ, MANAGE, CLAIM, SIGN, ANNEX})
ROLES = (
    Role("administrator", "", _STAFF | {FUND}),
    Role("coordinator", "", _STAFF),
    Role("readonly", "", frozenset({READ})),
    Role("officer", "", frozenset({FUND})),
)
PURPOSES = (
    LinkPurpose(
        SIGN_LINK,
        _l("Sign a claim"),
        frozenset({SIGN_BY_LINK}),
        timedelta(days=7),
        "payouts.sign_by_link",
        max_uses=1,
    ),
)

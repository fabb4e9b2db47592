"""People and roles: who can sign in here and what they may do."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, g, request, url_for
from sqlalchemy import func, select

from punos.access import scope
from punos.accounts import second, service
from punos.accounts.models import Account, AccountRole
from punos.accounts.roles import known_roles, roles_of, roles_to_give
from punos.accounts.schemas import InvitationSchema, RoleSchema
from punos.accounts.views.base import again, pages, sent
from punos.errors import Absent
from punos.forms import Form, PunosSchema
from punos.i18n import _staff, _staff_l, own_name
from punos.texts import pick
from punos.units.service import units
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

STATES = {
    "invited": Tag(_staff_l("Invited"), "wait"),
    "active": Tag(_staff_l("Can sign in"), "good"),
    "closed": Tag(_staff_l("Closed"), "bad"),
}


@pages.get("/accounts", allow="accounts.manage")
def accounts(work: Work) -> str:
    """Everybody who can sign in, their roles and their state."""
    listing = Listing(
        work,
        request.args,
        scope(work.actor, select(Account), Account, "accounts.manage"),
        columns=_columns(work),
        search=(func.lower(Account.name), Account.email_folded),
        filters=[_state_filter()],
        default_sort="name",
        name="accounts",
    )
    return render("accounts/people.html", listing=listing)


def _columns(work: Work) -> Sequence[Column]:
    said = RolesInWords(work)
    return (
        Column("name", _staff_l("Name"), sort=Account.name, link=_address),
        Column("email", _staff_l("E-mail address"), sort=Account.email_folded),
        Column("roles", _staff_l("Roles"), value=said.of),
        Column("state", _staff_l("State"), sort=Account.state, value=lambda row: STATES[row.state]),
    )


def _address(account: Account) -> str:
    return url_for("accounts.account", account_id=account.id)


def _state_filter() -> Filter:
    options = [(state, tag.label) for state, tag in STATES.items()]
    return Filter(
        "state",
        _staff_l("State"),
        options,
        lambda query, value: query.where(Account.state == value),
    )


class RolesInWords:
    """What accounts may do, put into words; all roles of the association are read at once."""

    def __init__(self, work: Work) -> None:
        self._known = known_roles(work)
        self._units = {unit.id: str(pick(unit.names, work.language)) for unit in units(work)}
        self._held: dict[UUID, list[AccountRole]] = {}
        for row in work.session.scalars(select(AccountRole).order_by(AccountRole.role)):
            self._held.setdefault(row.account_id, []).append(row)

    def of(self, account: Account) -> str:
        """The roles of an account, in one line."""
        return ", ".join(self.one(row) for row in self._held.get(account.id, ()))

    def one(self, held: AccountRole) -> str:
        """One role, with its unit."""
        declared = self._known.get(held.role)
        label = str(declared.label) if declared else held.role
        unit = self._units.get(held.unit_id) if held.unit_id else None
        return f"{label} ({unit})" if unit else label


@pages.get("/accounts/invite", allow="accounts.invite")
def invite(work: Work) -> str:
    """Ask whom to invite."""
    schema = _offering(work, InvitationSchema())
    form = Form(schema, {"language": work.settings.languages[0]})
    return render("accounts/invite.html", form=form)


@pages.post("/accounts/invite", allow="accounts.invite")
def send_invitation(work: Work) -> Response:
    """Invite; the answer is the same whether the address was known."""
    form, data = sent(_offering(work, InvitationSchema()))
    if data is None:
        return again("accounts/invite.html", form)
    service.invite(
        work,
        email=data["email"],
        name=data["name"],
        role=data["role"],
        unit_id=data.get("unit"),
        language=data["language"],
    )
    flash(_staff("An invitation is on its way to %(email)s.", email=data["email"]), "done")
    return see_other(url_for("accounts.invite"))


def _offering(work: Work, schema: PunosSchema) -> PunosSchema:
    """The schema with the roles and units that the actor may give."""
    within = work.actor.units("accounts.invite")
    offered: dict[str, Any] = {
        "role": [(role.name, role.label) for role in roles_to_give(work)],
        "unit": [
            (str(unit.id), pick(unit.names, work.language))
            for unit in units(work)
            if within is None or unit.id in within
        ],
    }
    if "language" in schema.fields:
        offered["language"] = [(code, own_name(code)) for code in work.settings.languages]
    return schema.offer(**offered)


@pages.get("/accounts/<uuid:account_id>", allow="accounts.manage")
def account(work: Work, account_id: UUID) -> str:
    """One account: its roles and what can be done with it."""
    form = Form(_offering(work, RoleSchema()))
    return render("accounts/account.html", form=form, **_page(work, _found(work, account_id)))


def _page(work: Work, found: Account) -> dict[str, Any]:
    said = RolesInWords(work)
    roles = [(held, said.one(held)) for held in roles_of(work, found.id)]
    own = found.id == g.signed_in.account_id
    return {
        "account": found,
        "roles": roles,
        "state": STATES[found.state],
        "own": own,
        "has_second": second.has_one(work, found.id),
    }


def _found(work: Work, account_id: UUID) -> Account:
    query = select(Account).where(Account.id == account_id)
    limited = scope(work.actor, query, Account, "accounts.manage")
    found: Account | None = work.session.scalars(limited).one_or_none()
    if found is None:
        raise Absent
    return found


@pages.post("/accounts/<uuid:account_id>/roles", allow="accounts.manage", step_up=True)
def give_role(work: Work, account_id: UUID) -> Response:
    """Give one more role."""
    found = _found(work, account_id)
    form, data = sent(_offering(work, RoleSchema()))
    if data is None:
        return again("accounts/account.html", form, **_page(work, found))
    service.give_role(work, found, data["role"], data.get("unit"))
    return _done(found, _staff("The role is given."))


@pages.post("/accounts/<uuid:account_id>/roles/<uuid:held_id>/take", allow="accounts.manage")
def take_role(work: Work, account_id: UUID, held_id: UUID) -> Response:
    """Take a role away; it ends at the next request."""
    found = _found(work, account_id)
    held = next((row for row in roles_of(work, found.id) if row.id == held_id), None)
    if held is None:
        raise Absent
    service.take_role(work, found, held)
    return _done(found, _staff("The role is taken away."))


@pages.post("/accounts/<uuid:account_id>/mail", allow="accounts.manage")
def send_mail(work: Work, account_id: UUID) -> Response:
    """Send the invitation again, or the way to a new password. Nobody sets another's password."""
    found = _found(work, account_id)
    if found.state == "closed":
        raise Absent
    service.send_way_in(work, found)
    return _done(found, _staff("A mail with a link is on its way."))


@pages.get("/accounts/<uuid:account_id>/close", allow="accounts.manage")
def ask_close(work: Work, account_id: UUID) -> str:
    """What closing means, and the button."""
    return render("accounts/close.html", account=_found(work, account_id))


@pages.post("/accounts/<uuid:account_id>/close", allow="accounts.manage", step_up=True)
def close(work: Work, account_id: UUID) -> Response:
    """Close the account: its sessions and links end at once."""
    found = _found(work, account_id)
    service.close(work, found)
    return _done(found, _staff("The account is closed."))


@pages.get("/accounts/<uuid:account_id>/second-step", allow="accounts.manage")
def ask_reset_second(work: Work, account_id: UUID) -> str:
    """What taking somebody's second step away means, and the button."""
    found = _found(work, account_id)
    return render("accounts/ask_reset.html", account=found)


@pages.post("/accounts/<uuid:account_id>/second-step", allow="accounts.manage", step_up=True)
def reset_second(work: Work, account_id: UUID) -> Response:
    """Take it away from who has lost their app; they are told by mail."""
    found = _found(work, account_id)
    service.refuse_above(work, found)
    second.remove(work, found)
    return _done(found, _staff("The second step is taken away, and they get a mail."))


def _done(found: Account, message: str) -> Response:
    flash(message, "done")
    return see_other(_address(found))

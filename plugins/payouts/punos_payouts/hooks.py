"""What the plugin adds to the core."""

from collections.abc import Sequence

from punos.plugin import Event, MenuItem, Pages, Permission, Role, Work, hookimpl
from punos_payouts import access, accrual, views
from punos_payouts.menu import MENU


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """What may be granted here."""
    return access.PERMISSIONS


@hookimpl
def register_roles() -> Sequence[Role]:
    """Who holds it."""
    return access.ROLES


@hookimpl
def register_pages() -> Sequence[Pages]:
    """The plugin's pages."""
    return (views.pages,)


@hookimpl
def collect_menu() -> Sequence[MenuItem]:
    """The association’s money, or the funder’s desk."""
    return MENU


@hookimpl
def on_event(work: Work, event: Event) -> None:
    """Facts earn, and take away again, what was agreed for them."""
    accrual.consider(work, event)

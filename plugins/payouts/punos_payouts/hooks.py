"""What the plugin adds to the core."""

from collections.abc import Sequence

from punos.plugin import (
    Cycle,
    Event,
    Holding,
    LinkPurpose,
    MenuItem,
    Pages,
    Panel,
    Permission,
    Refusal,
    Role,
    Work,
    hookimpl,
)
from punos_payouts import access, accrual, demo, documents, leaving, panels, privacy, sheets, views
from punos_payouts.border_kinds import register_kinds
from punos_payouts.menu import MENU

# In every process that loads the plugin: the courier has to know what may pass.
register_kinds()


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """What may be granted here."""
    return access.PERMISSIONS


@hookimpl
def register_roles() -> Sequence[Role]:
    """Who holds it."""
    return access.ROLES


@hookimpl
def register_link_purposes() -> Sequence[LinkPurpose]:
    """Links by which a member of the board signs a claim."""
    return access.PURPOSES


@hookimpl
def register_jobs() -> Sequence[str]:
    """Papers are made by the worker."""
    return (documents.MAKE_JOB, sheets.MAKE_SHEET)


@hookimpl
def register_holdings() -> Sequence[Holding]:
    """What its tables hold about people."""
    return privacy.HOLDINGS


@hookimpl
def register_pages() -> Sequence[Pages]:
    """The plugin's pages."""
    return (views.pages,)


@hookimpl
def register_due() -> Sequence[str]:
    """What the course of time alone earns."""
    return ("punos_payouts.accrual:due",)


@hookimpl
def register_commands() -> Sequence[str]:
    """`punos ledger`."""
    return ("punos_payouts.commands:ledger",)


@hookimpl
def collect_menu() -> Sequence[MenuItem]:
    """The association’s money, or the funder’s desk."""
    return MENU


@hookimpl
def collect_cycle_panels(cycle: Cycle) -> Sequence[Panel]:
    """The way from a cycle to what it has earned."""
    return panels.cycle_panels(cycle)


@hookimpl
def on_event(work: Work, event: Event) -> None:
    """Facts earn, and take away again, what was agreed for them."""
    accrual.consider(work, event)


@hookimpl
def decide_tenant_close(work: Work) -> Sequence[Refusal]:
    """Not while a funder still has to decide or pay."""
    return leaving.reasons_against(work)


@hookimpl
def on_demo_act(work: Work, act: int) -> None:
    """Agreements, claims and the funder’s answers, for the demo."""
    demo.play(work, act)

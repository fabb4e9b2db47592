"""What the plugin adds to the core."""

from collections.abc import Sequence

from punos.plugin import (
    LinkPurpose,
    Pages,
    Permission,
    ProgrammeModel,
    Role,
    hookimpl,
)
from punos_gatherings import access, views
from punos_gatherings.model import GATHERINGS


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
    """Links to one's own places, and to one employment that is to be confirmed."""
    return access.PURPOSES


@hookimpl
def register_programme_models() -> Sequence[ProgrammeModel]:
    """Group meetings, a camp, events."""
    return (GATHERINGS,)


@hookimpl
def register_pages() -> Sequence[Pages]:
    """The plugin's pages."""
    return (views.pages,)

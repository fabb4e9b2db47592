"""Which rows of a listing somebody sees. Every listing and every look-up by id goes through here."""

from typing import Any, TypeVar

from sqlalchemy import Select, false

from punos.access.principal import Principal

Listing = TypeVar("Listing", bound=Select[*tuple[Any, ...]])


def scope(actor: Principal, query: Listing, model: Any, permission: str) -> Listing:
    """Limit a query over `model` to what the actor may see under this permission.

    Whoever does not hold it sees nothing. A permission for units limits by the model's `unit_id`;
    one whose name starts with "own." by its `person_id` (or, for Person itself, its id). A model
    without that column shows nothing then.
    """
    if permission.startswith("own."):
        return query.where(_own(actor, model, permission))
    units = actor.units(permission)
    if units is None:
        return query
    column = getattr(model, "unit_id", None)
    return query.where(false() if column is None else column.in_(units))


def _own(actor: Principal, model: Any, permission: str) -> Any:
    if actor.person_id is None or not actor.may(permission):
        return false()
    column = model.id if model.__tablename__ == "person" else getattr(model, "person_id", None)
    return false() if column is None else column == actor.person_id

"""What may pass the border. A kind that is not registered passes nowhere.

A plugin registers its kinds when it is imported, in every process alike. The core's own are named here,
never imported: what they do lies above this package.
"""

import json
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import RAISE, Schema, ValidationError

from punos.border.models import InboxItem, OutboxItem
from punos.codes import require_code
from punos.errors import ConfigurationError
from punos.work import Work

_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_MOST_BYTES = 100_000

Receive = Callable[[Work, InboxItem], None]
OnStatus = Callable[[Work, OutboxItem], None]


def holds_id(written: str) -> bool:
    """Whether an id of ours stands in the text: nothing that has one can pass."""
    return _ID.search(written) is not None


class NotThisKind(ValueError):
    """A payload does not fit its kind; the message names fields, never what they held."""


@dataclass(frozen=True)
class BorderKind:
    """One kind of thing that passes.

    `receive` is told, as the receiver, of a new item; `on_status`, as the sender, of each new state.
    Each is told in the transaction in which it happens: a raise undoes it, and it is tried again.

    `answer` is the schema of what returns with a decision; without one nothing but the state does.
    With `recall` the sender may take an item back at any time, after the decision too: the receiver's
    payload is then emptied and `recall` told, to erase what was made of it; `on_status` is told once
    more when an answer was under way. A kind of `plugin` passes to tenants alone that have the plugin
    on.
    """

    name: str
    schema: type[Schema]
    receive: Receive
    on_status: OnStatus
    answer: type[Schema] | None = None
    recall: Receive | None = None
    plugin: str | None = None

    def checked(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The payload as it is stored: the schema's fields and nothing more. Raises NotThisKind."""
        return self._checked(self.schema, payload)

    def checked_answer(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The same of what returns with a decision."""
        if self.answer is None:
            if answer:
                raise NotThisKind(f"{self.name}: it has no answer")
            return {}
        return self._checked(self.answer, answer)

    def _checked(self, kind: type[Schema], payload: Mapping[str, Any]) -> dict[str, Any]:
        schema = kind(unknown=RAISE)
        try:
            checked: dict[str, Any] = schema.dump(schema.load(payload))
        except ValidationError as error:
            names = ", ".join(sorted(map(str, error.messages_dict)))
            raise NotThisKind(f"{self.name}: {names}") from None
        written = json.dumps(checked)
        if len(written) > _MOST_BYTES:
            raise NotThisKind(f"{self.name}: too long")
        if holds_id(written):
            # The receiver could do nothing with it, but it would tie the two tenants' rows together.
            raise NotThisKind(f"{self.name}: an id of the sender's")
        return checked


CORE_KINDS = {
    "announcement": "punos.network.announcing:ANNOUNCEMENT",
    "referral": "punos.referrals.crossing:REFERRAL",
}
"""Name → where the kind is, `module:attribute`."""
_KINDS: dict[str, BorderKind] = {}


def register(kind: BorderKind) -> None:
    """Make a kind known. Raises ConfigurationError when another one has its name."""
    require_code(kind.name, "a kind of the border")
    if kind.name in CORE_KINDS:
        raise ConfigurationError(f"border kind {kind.name!r} is the core's")
    if _KINDS.setdefault(kind.name, kind) != kind:
        raise ConfigurationError(f"border kind {kind.name!r} is registered twice")


def known(name: str) -> BorderKind:
    """The kind of this name. Raises NotThisKind."""
    if (kind := find(name)) is None:
        raise NotThisKind(f"no such kind: {name}")
    return kind


def find(name: str) -> BorderKind | None:
    """The kind of this name; None when the part that brought it is gone."""
    if name in CORE_KINDS:
        kind: BorderKind = pkgutil.resolve_name(CORE_KINDS[name])
        return kind
    return _KINDS.get(name)

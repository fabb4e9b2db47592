"""What a table holds about people, said by whoever owns the table: why, how long, what erasure does.

From these come everybody's page of what is held about them, their download, erasure, the retention
schedule, the privacy notice and the register of processing. A table that is about nobody says so too,
with the reason: the catalogue sweep fails for one that nobody speaks for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from punos.db import TenantRow
from punos.extend.contributions import plain_text

CATEGORIES = (
    "participants", "applicants", "drafts", "notes", "mails", "imports", "inquiries", "access_log",
    "requests", "accounts", "referrals", "camp", "figures", "money",
)  # fmt: skip
"""How long things are kept is decided by category; see `punos.privacy.schedule`."""
SENSITIVITIES = ("ordinary", "personal", "sensitive")
Condition = Callable[[UUID], ColumnElement[bool]]
"""From the id of a person to the condition that picks the rows about them."""


@dataclass(frozen=True)
class Delete:
    """At erasure the rows go."""


@dataclass(frozen=True)
class Blank:
    """At erasure columns are emptied; the rows stay, and `because` says why.

    `values`: column → what it then holds: a value, an SQL expression, or a callable asked at that moment.
    """

    values: Mapping[str, Any]
    because: Any


@dataclass(frozen=True)
class Keep:
    """At erasure the rows stay as they are. `because` is the law, the rule or the reason."""

    because: Any


@dataclass(frozen=True)
class Coded:
    """A shown column that holds a code: its label, and the words of each code."""

    label: Any
    words: Mapping[str, Any]


@dataclass(frozen=True)
class Holding:
    """What one table holds about a person.

    `about` picks a person's rows; None where the table is about nobody (`about_nobody`). `shown` are the
    columns that the person gets to see, each with its label, without anybody else's name in them. `own`
    picks the rows that they see on their own page where that is fewer: what is found by an address alone
    may be somebody else's, since anybody can type any address into a form.
    `consent` is the purpose of the consent that it rests on, where it does: taken back, it has to go.
    """

    model: type[TenantRow]
    label: Any
    purpose: Any
    about: Condition | None
    category: str = "participants"
    shown: Mapping[str, Any] = field(default_factory=dict)
    sensitivity: str = "personal"
    at_erasure: Delete | Blank | Keep = Delete()
    consent: str | None = None
    own: Condition | None = None

    def __post_init__(self) -> None:
        table = self.model.__tablename__
        because = getattr(self.at_erasure, "because", "")
        if not all(plain_text(text) for text in (self.label, self.purpose, because)):
            raise TypeError(f"Holding of {table}: its texts must be plain strings")
        if self.category not in CATEGORIES or self.sensitivity not in SENSITIVITIES:
            raise TypeError(f"Holding of {table}: no such category or sensitivity")
        named = {*self.shown, *getattr(self.at_erasure, "values", ())}
        if strange := sorted(named - set(self.model.__mapper__.columns.keys())):
            raise TypeError(f"Holding of {table}: there is no column {strange[0]!r}")

    @property
    def table(self) -> str:
        """The name of the table."""
        return str(self.model.__tablename__)


def about_nobody(model: type[TenantRow], because: str) -> Holding:
    """A written exemption: the table holds nothing about a person, and `because` says how one can tell.

    It is for those who look after the service, so it is not translated.
    """
    return Holding(model, because, because, None, sensitivity="ordinary", at_erasure=Keep(because))

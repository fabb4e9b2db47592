"""Facts about accounts, their sessions and roles, and signed links."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, json_object, ref, utc


class Account(TenantRow):
    """Somebody who can sign in at one tenant. The same address elsewhere is another account."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("tenant_id", "email_folded", name="uq_account_email"),
        CheckConstraint("state IN ('invited', 'active', 'closed')", name="state"),
    )

    person_id: Mapped[UUID | None] = ref("person")
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    email_folded: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(20), default="invited")
    created_at: Mapped[datetime] = utc()
    closed_at: Mapped[datetime | None] = utc()


class AccountRole(TenantRow):
    """A role that an account holds, for the whole tenant or for one unit."""

    __tablename__ = "account_role"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "account_id",
            "role",
            "unit_id",
            name="uq_account_role_role",
            postgresql_nulls_not_distinct=True,
        ),
    )

    account_id: Mapped[UUID] = ref("account", ondelete="CASCADE")
    role: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[UUID | None] = ref("unit")


class AccountSession(TenantRow):
    """A signed-in browser. The cookie holds a random token, the row only its hash."""

    __tablename__ = "account_session"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash", name="uq_account_session_token_hash"),
    )
    __write_on_get__ = True

    account_id: Mapped[UUID] = ref("account", ondelete="CASCADE")
    token_hash: Mapped[str] = mapped_column(String(64))
    staff: Mapped[bool]
    created_at: Mapped[datetime] = utc()
    seen_at: Mapped[datetime] = utc()
    proved_at: Mapped[datetime | None] = utc()
    """When whoever sits there last proved who they are: asked again before what does harm."""
    passed_second: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Whether a second factor was passed, or the device was remembered from one."""
    agent: Mapped[str | None] = mapped_column(String(200))
    """Browser and system in words, so that somebody knows their own places again."""
    revoked_at: Mapped[datetime | None] = utc()

    account = belongs_to("AccountSession", "account_id", "Account")


class AccessLink(TenantRow):
    """A signed link: its bearer is a principal with the permissions of its purpose."""

    __tablename__ = "access_link"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash", name="uq_access_link_token_hash"),
        Index("ix_access_link_subject", "tenant_id", "purpose", "subject_id"),
    )

    purpose: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    person_id: Mapped[UUID | None] = ref("person", ondelete="CASCADE")
    token_hash: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = json_object(default=dict)
    expires_at: Mapped[datetime] = utc()
    uses: Mapped[int] = mapped_column(Integer, default=0)
    max_uses: Mapped[int | None] = mapped_column(Integer)
    revoked_at: Mapped[datetime | None] = utc()
    created_at: Mapped[datetime] = utc()


class SignInAttempt(TenantRow):
    """One try to sign in, kept to slow down guessing: by account key and by network address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account", "tenant_id", "account_key", "at"),
        Index("ix_sign_in_attempt_address", "tenant_id", "address_key", "at"),
    )
    __web_grants__ = "SELECT, INSERT, DELETE"

    account_key: Mapped[str] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64))
    succeeded: Mapped[bool]
    at: Mapped[datetime] = utc()


class SecondFactor(TenantRow):
    """An authenticator app of an account. The secret is encrypted; it counts once `confirmed_at`.

    `last_step` is the time step of the last code that was taken: no code is taken twice.
    """

    __tablename__ = "second_factor"
    __table_args__ = (UniqueConstraint("tenant_id", "account_id", name="uq_second_factor_account"),)

    account_id: Mapped[UUID] = ref("account", ondelete="CASCADE")
    secret: Mapped[str] = mapped_column(String(400))
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    confirmed_at: Mapped[datetime | None] = utc()
    created_at: Mapped[datetime] = utc()


class RecoveryCode(TenantRow):
    """One of the codes for who has lost their authenticator, as a hash; each works once."""

    __tablename__ = "recovery_code"
    __table_args__ = (
        UniqueConstraint("tenant_id", "account_id", "code_hash", name="uq_recovery_code_hash"),
    )

    account_id: Mapped[UUID] = ref("account", ondelete="CASCADE")
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = utc()
    created_at: Mapped[datetime] = utc()


class RememberedDevice(TenantRow):
    """A browser in which the second factor is not asked for some weeks; the cookie holds the token."""

    __tablename__ = "remembered_device"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash", name="uq_remembered_device_token_hash"),
    )

    account_id: Mapped[UUID] = ref("account", ondelete="CASCADE")
    token_hash: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = utc()
    expires_at: Mapped[datetime] = utc()
    revoked_at: Mapped[datetime | None] = utc()

"""The floor: what a list page costs at least with the same libraries and nothing else.

A bare Flask page that finds its tenant by the host, the user by the cookie and the user's roles,
counts, reads 50 of 500 rows with SQLAlchemy's ORM and draws them with Jinja, escaped, inside a frame
of about the size of ours. No wall, no guard, no languages, no plugins, no forms, no settings.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from flask import Flask, abort, request
from jinja2 import DictLoader, Environment
from sqlalchemy import ForeignKey, Index, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bench.floor_page import PAGE

HOST, COOKIE, PATH, ROWS, SHOWN = "floor.localhost", "floor", "/applicants", 500, 50
MENU = ("Today", "Cycles", "Groups", "People", "Outcomes", "Post", "Settings", "Audit", "Accounts")


class Base(DeclarativeBase):
    """The floor's own tables."""


class Tenant(Base):
    """Found by its host."""

    __tablename__ = "tenant"
    id: Mapped[int] = mapped_column(primary_key=True)
    host: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class User(Base):
    """Found by the token in the cookie."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    token: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class UserRole(Base):
    """What the user may do."""

    __tablename__ = "account_role"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]


class Applicant(Base):
    """A row of the list."""

    __tablename__ = "applicant"
    __table_args__ = (Index("ix_applicant_sort_key", "tenant_id", "sort_key", "id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    sort_key: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    state: Mapped[str]
    city: Mapped[str]
    applied: Mapped[date]


def fill(url: str) -> None:
    """Make the tables and their rows."""
    engine, random = create_engine(url), Random(1)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add(Tenant(id=1, host=HOST, name="Association floor"))
        session.flush()
        session.add(User(id=1, tenant_id=1, token="a" * 43, name="Coordinator"))
        session.flush()
        session.add(UserRole(user_id=1, role="coordinator"))
        session.add_all(_applicant(number, random) for number in range(ROWS))
    engine.dispose()


def _applicant(number: int, random: Random) -> Applicant:
    name = f"{random.choice('ABCDEFGHIJ')}ino {random.choice('KLMNOPRSTV')}ivonen-Berg"
    day = datetime(2026, 1, 1, tzinfo=UTC).date() + timedelta(days=number % 28)
    role, state, city = ("Mentee", "Mentor")[number % 2], "Applied", "Helsinki"
    return Applicant(
        id=uuid4(),
        tenant_id=1,
        sort_key=name.lower(),
        name=name,
        role=role,
        state=state,
        city=city,
        applied=day,
    )


def create(url: str) -> Flask:
    """The application."""
    app, engine = Flask("floor", static_folder=None), create_engine(url)
    page = Environment(loader=DictLoader({"page": PAGE}), autoescape=True).get_template("page")

    @app.get(PATH)
    def applicants() -> str:
        with Session(engine) as session:
            host = request.host.partition(":")[0]
            tenant = session.scalars(select(Tenant).where(Tenant.host == host)).one_or_none()
            token = request.cookies.get(COOKIE)
            user = session.scalars(select(User).where(User.token == token)).one_or_none()
            if tenant is None or user is None:
                abort(404)
            held = select(UserRole.role).where(UserRole.user_id == user.id)
            if "coordinator" not in session.scalars(held).all():
                abort(404)
            mine = Applicant.tenant_id == tenant.id
            total = session.scalar(select(func.count()).select_from(Applicant).where(mine))
            listed = select(Applicant).where(mine).order_by(Applicant.sort_key, Applicant.id)
            rows = session.scalars(listed.limit(SHOWN)).all()
            return page.render(tenant=tenant, user=user, total=total, rows=rows, menu=MENU)

    return app


def app() -> Flask:
    """For gunicorn."""
    return create(os.environ["BENCH_FLOOR_URL"])

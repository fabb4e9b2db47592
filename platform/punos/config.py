"""The configuration: every environment variable, its default and what it is for, in one table.

`docs/configuration.md` is written from this table, and a test compares the two.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from punos.errors import ConfigurationError

ROLE_VARIABLES = {
    "web": "DATABASE_URL",
    "owner": "DATABASE_URL_OWNER",
    "net": "DATABASE_URL_NET",
    "provisioner": "DATABASE_URL_PROVISIONER",
    "backup": "DATABASE_URL_BACKUP",
}
_SECRET_LENGTH = 32
_TOKEN_LENGTH = 24
_PLACEHOLDERS = ("changeme", "change-me", "change_me", "your-secret", "example")
_KNOWN_PASSWORDS = frozenset(
    {"admin", "changeme", "change-me", "demo", "example", "password", "postgres", "punos", "secret"}
)
_DOMAIN = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return text

    return parse


def _number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return parse


def _domain(text: str) -> str:
    if not _DOMAIN.fullmatch(text):
        raise ValueError("must be a domain name in lower case, without a scheme or a port")
    return text


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _mail_server(text: str) -> str:
    if text and not re.fullmatch(r"smtps?://[^\s/]+/?", text):
        raise ValueError("must look like smtp://user:password@host:587 or smtps://host")
    return text


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _sender(text: str) -> str:
    if text and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", text):
        raise ValueError("must be one e-mail address")
    return text


def database_url(text: str) -> str:
    """A PostgreSQL address as SQLAlchemy with psycopg 3 wants it. Raises ValueError."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ValueError("must look like postgresql://user:password@host:5432/database") from error
    if url.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise ValueError("must be an address of PostgreSQL: postgresql://…")
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _setting(
    variable: str, default: str, help_text: str, parse: Callable[[str], Any] = str, shown: str = ""
) -> Any:
    metadata = {
        "variable": variable,
        "default": default,
        "shown": shown or default,
        "help": help_text,
        "parse": parse,
    }
    return field(default=parse(default), metadata=metadata)


@dataclass(frozen=True)
class Config:
    """How this deployment is set up. It is read once and never changes while a process runs."""

    environment: str = _setting(
        "PUNOS_ENV",
        "demo",
        "What this deployment is: `demo`, `production` or `test`.",
        _one_of("demo", "production", "test"),
    )
    data_dir: Path = _setting(
        "PUNOS_DATA",
        ".punos",
        "The folder of the embedded database and of what the demo keeps.",
        _folder,
        "`.punos` in the working folder",
    )
    bind: str = _setting(
        "BIND", "127.0.0.1", "The address to listen on. A container needs `0.0.0.0`."
    )
    port: int = _setting("PORT", "8000", "The port to listen on.", _number(1, 65535))
    base_domain: str = _setting(
        "BASE_DOMAIN",
        "localhost",
        "The domain whose subdomains are the associations'.",
        _domain,
    )
    secret_key: str = _setting(
        "SECRET_KEY",
        "",
        f"Signs cookies and links. At least {_SECRET_LENGTH} characters; keep it secret.",
        shown="in a demo made once and kept in `PUNOS_DATA`; required in production",
    )
    secret_key_fallbacks: tuple[str, ...] = _setting(
        "SECRET_KEY_FALLBACKS",
        "",
        "Earlier values of `SECRET_KEY`, apart by spaces: what they have encrypted can still be read.",
        _words,
        "none",
    )
    second_factor: str = _setting(
        "SECOND_FACTOR",
        "",
        "Whether staff must have a second step of signing in: `required` or `offered`.",
        _one_of("", "required", "offered"),
        "`required` in production, `offered` elsewhere",
    )
    proof_minutes: int = _setting(
        "STEP_UP_MINUTES",
        "5",
        "For how many minutes somebody who has signed in or proved it again may export, erase or approve.",
        _number(1, 60),
    )
    database_urls: Mapping[str, str] = field(default_factory=dict)
    demo_password: str = _setting(
        "DEMO_PASSWORD", "three-strands-one-braid", "The password of every demo account."
    )
    workers: int = _setting("WEB_CONCURRENCY", "2", "How many web processes.", _number(1, 64))
    mail_url: str = _setting(
        "MAIL_URL",
        "",
        "The mail server, `smtp://user:password@host:587` or `smtps://…`.",
        _mail_server,
        "none: mails are kept in the database, where the demo shows them",
    )
    mail_from: str = _setting(
        "MAIL_FROM",
        "",
        "The address that mails are sent from.",
        _sender,
        "`no-reply@` and `BASE_DOMAIN`",
    )
    max_body: int = _setting(
        "MAX_BODY",
        str(16 * 1024 * 1024),
        "The largest request, in bytes.",
        _number(1024, 2**30),
    )
    metrics_token: str = _setting(
        "METRICS_TOKEN",
        "",
        f"Who sends it as a bearer token reads `/metrics`. At least {_TOKEN_LENGTH} characters.",
        shown="none: there is no such page",
    )
    trusted_proxies: int = _setting(
        "TRUSTED_PROXIES",
        "0",
        "How many proxies in front are ours, so that their forwarded headers are believed.",
        _number(0, 5),
    )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """Read and check the environment.

        Raises ConfigurationError with one line that names the variable.
        """
        values = {one.name: _value(one, environ) for one in fields(cls) if one.metadata}
        config = cls(**values, database_urls=_database_urls(environ))
        return _completed(_checked(config))

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The key of today, then the earlier ones: what was made with them still counts."""
        return (self.secret_key, *self.secret_key_fallbacks)

    @property
    def scheme(self) -> str:
        """https in production, always; http in a demo and in tests."""
        return "https" if self.environment == "production" else "http"

    @property
    def mails_read_here(self) -> bool:
        """Whether personal links in mails are shown to staff: only where nothing is ever sent."""
        return not self.mail_url and self.environment != "production"

    @property
    def embedded(self) -> bool:
        """Whether the database is the one that comes with Punos."""
        return not self.database_urls


def settings() -> Iterator[tuple[str, str, str]]:
    """Every variable with its default and what it is for, in the order of the table."""
    for one in fields(Config):
        if one.name == "database_urls":
            yield from _database_settings()
        else:
            meta = one.metadata
            shown = meta["shown"] if meta["shown"] != meta["default"] else f"`{meta['default']}`"
            yield meta["variable"], shown, meta["help"]


def _database_settings() -> Iterator[tuple[str, str, str]]:
    tasks = {
        "web": "requests and ordinary jobs; without it the embedded server is used",
        "owner": "migrations",
        "net": "the network's desk, which reads published figures",
        "provisioner": "creating associations",
        "backup": "backups, which read everything",
    }
    for role, variable in ROLE_VARIABLES.items():
        yield variable, "none", f"PostgreSQL as the role `punos_{role}`: {tasks[role]}."


def _value(one: Field[Any], environ: Mapping[str, str]) -> Any:
    variable = one.metadata["variable"]
    # An empty variable is how shells and compose files say "not set".
    text = environ.get(variable, "").strip() or one.metadata["default"]
    try:
        return one.metadata["parse"](text)
    except ValueError as error:
        raise ConfigurationError(f"{variable} {error}.") from error


def _database_urls(environ: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for role, variable in ROLE_VARIABLES.items():
        text = environ.get(variable, "").strip()
        if not text:
            continue
        try:
            found[role] = database_url(text)
        except ValueError as error:
            raise ConfigurationError(f"{variable} {error}.") from error
    if found and "web" not in found:
        first = ROLE_VARIABLES[next(iter(found))]
        raise ConfigurationError(f"DATABASE_URL is missing, although {first} is set.")
    return found


def _checked(config: Config) -> Config:
    if config.secret_key and len(config.secret_key) < _SECRET_LENGTH:
        raise ConfigurationError(f"SECRET_KEY must have at least {_SECRET_LENGTH} characters.")
    if config.metrics_token and len(config.metrics_token) < _TOKEN_LENGTH:
        raise ConfigurationError(f"METRICS_TOKEN must have at least {_TOKEN_LENGTH} characters.")
    if config.environment == "production":
        _check_production(config)
    return config


def _completed(config: Config) -> Config:
    """Fill in what depends on other values."""
    return replace(
        config,
        mail_from=config.mail_from or f"no-reply@{config.base_domain}",
        secret_key=config.secret_key or _kept_secret(config.data_dir),
        second_factor=config.second_factor or _second_factor(config.environment),
    )


def _second_factor(environment: str) -> str:
    return "required" if environment == "production" else "offered"


def _check_production(config: Config) -> None:
    if not config.secret_key:
        raise ConfigurationError("SECRET_KEY is required in production.")
    if len(set(config.secret_key)) < 8 or any(
        word in config.secret_key.lower() for word in _PLACEHOLDERS
    ):
        raise ConfigurationError("SECRET_KEY must be random in production.")
    if config.embedded:
        raise ConfigurationError("DATABASE_URL is required in production.")
    _refuse_known_passwords(config)
    if not config.trusted_proxies:
        # All readers would seem to be at the proxy's address: ten wrong passwords of a stranger would
        # keep everybody else from signing in.
        raise ConfigurationError("TRUSTED_PROXIES is required in production: a proxy ends TLS.")
    if config.base_domain == "localhost":
        raise ConfigurationError("BASE_DOMAIN is required in production.")


def _refuse_known_passwords(config: Config) -> None:
    """Passwords that stand in examples, or are the role's own name, are no passwords."""
    for role, url in config.database_urls.items():
        address = make_url(url)
        known = (_KNOWN_PASSWORDS, {address.username, address.database})
        if address.password and any(str(address.password).lower() in words for words in known):
            raise ConfigurationError(
                f"{ROLE_VARIABLES[role]} has a password that anybody would try."
            )


def _kept_secret(data_dir: Path) -> str:
    """The demo's key: made once, readable by its owner alone."""
    path = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_secret(path)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return _read_secret(path)


def _read_secret(path: Path) -> str:
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < _SECRET_LENGTH:
        raise ConfigurationError(f"The kept key is damaged; delete it and start again: {path}")
    return secret

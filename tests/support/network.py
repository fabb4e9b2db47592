"""A pytest plugin: tests reach this machine and nothing else."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest


class NetworkBlocked(OSError):
    """A test tried to reach another machine."""


def is_loopback(address: object) -> bool:
    """Whether a socket's address lies on this machine: a unix socket, loopback, or its names."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0]).partition("%")[0].rstrip(".").lower()
    if host in ("", "localhost") or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guarded(original: Callable[..., Any], position: int) -> Callable[..., Any]:
    def guarded(*arguments: Any, **keywords: Any) -> Any:
        address = arguments[position]
        if not is_loopback(address):
            raise NetworkBlocked(f"no network in tests, but {address!r} was wanted")
        return original(*arguments, **keywords)

    return guarded


def _guarded_lookup(original: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *arguments: Any, **keywords: Any) -> Any:
        name = host.decode("ascii") if isinstance(host, bytes) else host or ""
        if not is_loopback((name, 0)):
            raise NetworkBlocked(f"no network in tests, but {name!r} was looked up")
        return original(host, *arguments, **keywords)

    return guarded


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """Refuse every connection, datagram and name that leads off this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name), 1))
        patch.setattr(socket.socket, "sendto", _guarded(socket.socket.sendto, -1))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield

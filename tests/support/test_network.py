"""The tests' own network block."""

from __future__ import annotations

import socket

import pytest

from tests.support.network import NetworkBlocked, is_loopback, only_this_machine

__all__ = ["only_this_machine"]


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", "localhost.evil.com"])
def test_connection_to_another_machine_is_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(NetworkBlocked):
        one.connect((host, 80))


def test_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(NetworkBlocked):
        socket.create_connection(("example.org", 80))


def test_datagram_to_another_machine_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, pytest.raises(NetworkBlocked):
        one.sendto(b"x", ("192.0.2.1", 9))


def test_connection_to_this_machine_is_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "iwwof.localhost", "127.9.9.9"])
def test_loopback_is_recognised(host: str) -> None:
    assert is_loopback((host, 80))

"""What holds for the whole suite: no network, and hypothesis without a clock."""

import socket

import pytest
from hypothesis import settings

settings.register_profile("suite", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("suite")


class NoNetwork(socket.socket):
    """A socket that cannot be made."""

    def __init__(self, *_args, **_kwargs):
        raise AssertionError("the package never talks to a network")


@pytest.fixture(autouse=True)
def sockets_blocked(monkeypatch):
    monkeypatch.setattr(socket, "socket", NoNetwork)
    monkeypatch.setattr(socket, "create_connection", NoNetwork)

"""What holds for the whole suite: no network, no clock in hypothesis, the same words anywhere."""

import os
import socket

import pytest
from hypothesis import settings

settings.register_profile("suite", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("suite")

# A command asks these for where it runs: in CI it refuses `--update`, and a terminal's choices
# change its colours and widths. A test that means one of them sets it.
WHERE_IT_RUNS = (
    "CI",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "TERM",
)
for name in WHERE_IT_RUNS:
    os.environ.pop(name, None)


REAL, CONNECTED = socket.socket, socket.create_connection


class NoNetwork(socket.socket):
    """A socket that cannot be made."""

    def __init__(self, *_args, **_kwargs):
        raise AssertionError("the package never talks to a network")


@pytest.fixture(autouse=True)
def sockets_blocked(monkeypatch):
    monkeypatch.setattr(socket, "socket", NoNetwork)
    monkeypatch.setattr(socket, "create_connection", NoNetwork)


class Loopback(REAL):
    """A socket that reaches this machine alone."""

    def connect(self, address):
        at_home = self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1", "localhost")
        assert at_home, f"a test reaches for {address}"
        super().connect(address)


@pytest.fixture
def loopback(monkeypatch, sockets_blocked):
    """Sockets for a test of `ssi serve`: on this machine, nowhere else."""
    monkeypatch.setattr(socket, "socket", Loopback)
    monkeypatch.setattr(socket, "create_connection", CONNECTED)

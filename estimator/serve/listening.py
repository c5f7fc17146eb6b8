"""The socket and the server: this machine alone may ask, unless an address is named."""

import errno
import socket
from collections.abc import Callable
from contextlib import closing
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TypeAlias

import uvicorn
from starlette.types import ASGIApp

from estimator.errors import SsiError, reason

AT_HOME = ("127.0.0.1", "localhost", "::1")  # what a Host header calls this machine
PATIENCE = 1  # seconds that answers under way may still take after Ctrl-C
SAFE = {  # as one sets them today; a page's own policy allows what it holds inline and nothing else
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Listener: TypeAlias = socket.socket


class Taken(SsiError):
    """The address cannot be listened on."""


def bound(host: str, port: int) -> Listener:
    """A socket that listens on an address; port 0 takes a free one. Raises: Taken."""
    no_address = Taken(f"--host: is no address (got {host!r}); write it as 127.0.0.1")
    if host != "localhost" and _address(host) is None:  # nobody is asked what a name means
        raise no_address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named: asyncio sends small answers at once (TCP_NODELAY) only where it is, and
    # otherwise each waits 40 ms for the client to acknowledge the one before.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen()  # who asks before the server has started waits, and is not refused
        return made
    except socket.gaierror:  # a scope that is none
        wrong = no_address
    except OSError as error:
        other = "host ADDRESS" if error.errno == errno.EADDRNOTAVAIL else "port N"
        wrong = Taken(f"{host}:{port}: {reason(error)}; --{other} names another")
    except OverflowError:
        wrong = Taken(f"--port: is from 0 to 65535 (got {port})")
    made.close()
    raise wrong


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    address = _address(host)
    return host == "localhost" if address is None else address.is_loopback


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


class Server(uvicorn.Server):
    """A server that says when it answers: from then on Ctrl-C is its own to handle."""

    def __init__(self, config: uvicorn.Config, answers: Callable[[], None]) -> None:
        super().__init__(config)
        self.answers = answers

    async def startup(self, sockets: list[Listener] | None = None) -> None:
        await super().startup(sockets)
        self.answers()


def run(application: ASGIApp, listener: Listener, answers: Callable[[], None]) -> None:
    """Calls `answers` when it begins; Ctrl-C or SIGTERM ends it within a second."""
    config = uvicorn.Config(
        application,
        log_level="warning",  # no line a request: paths hold names of accounts
        server_header=False,
        headers=[*SAFE.items()],
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=PATIENCE,
        timeout_keep_alive=5,
    )
    with closing(listener):
        Server(config, answers).run(sockets=[listener])

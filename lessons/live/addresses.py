"""Under which addresses and names this computer can be reached, and one of them as a QR code."""

from __future__ import annotations

import io
import ipaddress
import socket
from collections.abc import Iterable
from contextlib import suppress

import segno

EVERYWHERE = "0.0.0.0"  # noqa: S104  the whole class has to come in
PROBE = ("192.0.2.1", 9)
"""An address that is nobody's; asking for the way to it sends nothing."""


def own(ip: str = EVERYWHERE) -> list[str]:
    """Give this computer's addresses in its networks, the most likely first.

    Parameters
    ----------
    ip : str
        The address that is listened on; if it is one, it is the only one.
    """
    if ip != EVERYWHERE:
        return [ip]
    found: list[str] = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(PROBE)
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        found += [str(each[4][0]) for each in socket.getaddrinfo(socket.gethostname(), None)]
    usable = [each for each in dict.fromkeys(found) if _is_usable(each)]
    return usable or ["127.0.0.1"]


def hosts(ip: str, port: int, more: Iterable[str] = ()) -> set[str]:
    """Give what a learner's browser may name as its host.

    Parameters
    ----------
    ip, port : str, int
        What is listened on.
    more : iterable of str
        Names that somebody has said, such as those of a router.
    """
    name = socket.gethostname().lower()
    names = [*own(ip), "127.0.0.1", "localhost", name, f"{name.partition('.')[0]}.local", *more]
    named = {each.lower() for each in names}
    return {f"{each}:{port}" for each in named} | (named if port == 80 else set())  # noqa: PLR2004


def qr(address: str) -> str:
    """Draw an address as an SVG."""
    made = io.BytesIO()
    segno.make(address, error="m").save(
        made, kind="svg", border=3, xmldecl=False, svgns=True, omitsize=True, light="#fff"
    )
    return made.getvalue().decode("utf-8")


def _is_usable(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return found.version == 4 and not found.is_loopback and not found.is_link_local  # noqa: PLR2004

"""Sending statements to a learning record store: nothing twice, and on from where it broke off.

What a store has confirmed is noted beside the statements. A statement that the store has already
is none to send again: its id says so to both.
"""

import base64
import hashlib
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lessons.kit import files
from lessons.kit.catalogue import say

KEY = "LESSONS_LRS_KEY"
"""The variable with ``name:password``: on the command line everybody could read it."""
VERSION = "1.0.3"
BATCH = 50
PATIENCE = 60  # seconds
CONFLICT = 409
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class LrsError(ValueError):
    """Statements can't be sent; the message is one sentence."""


def send(statements: Sequence[dict[str, Any]], address: str, noted: Path) -> int:
    """Send statements to a store.

    Parameters
    ----------
    statements : sequence of dict
        Each with an ``id``.
    address : str
        Of the store: what stands before ``/statements``.
    noted : Path
        A folder, for the list of those that a store has confirmed.

    Returns
    -------
    int
        How many were sent now; those noted are not sent again.

    Raises
    ------
    LrsError
        If the store can't be reached or refuses; those that it took are noted.
    """
    store = address.rstrip("/").removesuffix("/statements")
    _check(store)
    name = hashlib.blake2b(store.encode(), digest_size=6).hexdigest()
    ledger = noted / f"lrs-{name}.txt"
    taken = set(ledger.read_text(encoding="ascii").split()) if ledger.is_file() else set()
    left = [one for one in statements if one["id"] not in taken]
    for start in range(0, len(left), BATCH):
        for ids in _give(store, left[start : start + BATCH]):
            taken |= ids
            files.replace(ledger, "\n".join(sorted(taken)).encode() + b"\n", private=True)
    return len(left)


def _check(store: str) -> None:
    parts = urllib.parse.urlsplit(store)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LrsError(say("lrs.fault.address", address=store))
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise LrsError(say("lrs.fault.open", address=store))


def _give(store: str, batch: Sequence[dict[str, Any]]) -> Iterator[set[str]]:
    """Give a batch to the store; where it has one of them already, one after the other."""
    if _ask("POST", f"{store}/statements", list(batch)):
        yield {one["id"] for one in batch}
        return
    for one in batch:
        place = urllib.parse.urlencode({"statementId": one["id"]})
        _ask("PUT", f"{store}/statements?{place}", one)  # a conflict: it is there
        yield {one["id"]}


def _ask(method: str, address: str, body: Any) -> bool:
    """Send something; say whether it was taken, and not there already."""
    request = urllib.request.Request(  # noqa: S310  _check has seen the scheme
        address, json.dumps(body).encode(), method=method, headers=_headers()
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310
            return True
    except urllib.error.HTTPError as error:
        if error.code == CONFLICT:
            return False
        said = error.read(300).decode("utf-8", "replace")
        raise LrsError(say("lrs.fault.refused", code=str(error.code), said=said)) from error
    except OSError as error:
        why = getattr(error, "reason", None) or error
        raise LrsError(say("lrs.fault.unreached", address=address, why=str(why))) from error


def _headers() -> dict[str, str]:
    headers = {"Content-Type": "application/json", "X-Experience-API-Version": VERSION}
    key = os.environ.get(KEY)
    if key:
        headers["Authorization"] = f"Basic {base64.b64encode(key.encode()).decode()}"
    return headers

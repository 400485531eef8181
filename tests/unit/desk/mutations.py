"""Hand-ins changed in all the ways that disks, editors, mail and people change a file."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from lessons.kit.record.handin import BASE, INTERACTIONS

ODD: list[Any] = [
    None, True, False, 0, -1, 1, 10**6, 10**18, 10**400, 1e308, -0.0, 1.5, "", "x", "é" * 200,
    "\ud800", "\udc00x", "\0", "x" * 30_000, [], {}, [[]], [None], {"a": 1}, "NaN", "../../x",
    "=1+1", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59", "2021-02-30T00:00:00Z", "1969-12-31T23:59:59Z",
    "2016-12-31T23:59:60Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00+99:99",
    "[,]", "[.]", "[,][.][,]", "a[.]b[.]c", "1e400", "nan", "inf", "١٢", "²", "1_000", "\u202e",
]  # fmt: skip
TOKENS = [
    b"NaN", b"Infinity", b"-", b"1e999", b"0" * 50, b"9" * 5000, b'"\\ud800"', b'"\\u0000"', b"'x'",
    b"{} {}", b"//", b"\xff", b'"\xff"', b"[" * 100_000, b'{"a":' * 100_000,
]  # fmt: skip
INSIDE = [
    b'"\xff"', b'"\xc3"', b'"\xed\xa0\x80"', b'"\\ud800"', b"NaN", b"[" * 2000 + b"]" * 2000,
    b"1" * 5000, b"1e999", b'{"a":1,"a":2}', b"[" * 60_000 + b"]" * 60_000, b'"\\udc00"',
]  # fmt: skip
INSERTED = [b"\xff", b"\xc3", b"\0", b"\xef\xbb\xbf", b"[" * 3000, b'{"a":' * 3000, b"NaN"]
SPOTS = [b'{"format"', b'"result":{', b'"account":{']
Path = tuple[str | int, ...]


class Mutations:
    """Changes a hand-in, in the same ways each time.

    Parameters
    ----------
    raw : bytes
        A sound one.
    seed : int
        Of chance.
    """

    def __init__(self, raw: bytes, seed: int) -> None:
        self.raw = raw
        self.whole = json.loads(raw)
        self.chance = random.Random(seed)  # noqa: S311
        self.paths = [path for path in _paths(self.whole) if path]
        self.near = [p for p in self.paths if p[0] != "statements" or p[1:2] == (0,)]
        self.ways: list[Callable[[], bytes]] = [
            *(self.bytes_changed, self.cut, self.inserted, self.token, self.unknown_field),
            *(self.deleted, self.odd, self.odd, self.odd, self.kind, self.swapped, self.deep),
            *(self.twice, self.marked, self.encoded, self.zeros),
        ]

    def __iter__(self) -> Iterator[bytes]:
        """Give one changed hand-in after the other, without end."""
        while True:
            yield self.chance.choice(self.ways)()

    def bytes_changed(self) -> bytes:
        raw = bytearray(self.raw)
        for _ in range(self.chance.randint(1, 4)):
            raw[self.chance.randrange(len(raw))] = self.chance.randrange(256)
        return bytes(raw)

    def cut(self) -> bytes:
        return self.raw[: self.chance.randrange(len(self.raw))]

    def inserted(self) -> bytes:
        spot = self.chance.randrange(len(self.raw))
        return self.raw[:spot] + self.chance.choice(INSERTED) + self.raw[spot:]

    def token(self) -> bytes:
        kit = json.dumps(self.whole["kit"]).encode()
        return self.raw.replace(kit, self.chance.choice(TOKENS), 1)

    def unknown_field(self) -> bytes:
        spot, inside = self.chance.choice(SPOTS), self.chance.choice(INSIDE)
        before = b'{"note":' + inside + b',"format"'
        after = spot + b'"note":' + inside + b","
        return self.raw.replace(spot, before if spot.startswith(b"{") else after, 1)

    def deleted(self) -> bytes:
        data, holder, key = self._somewhere()
        del holder[key]
        return _bytes(data)

    def odd(self) -> bytes:
        data, holder, key = self._somewhere()
        holder[key] = self.chance.choice(ODD)
        return _bytes(data)

    def kind(self) -> bytes:
        data = copy.deepcopy(self.whole)
        one = self.chance.choice(data["statements"])
        one["context"]["extensions"][f"{BASE}/kind"] = self.chance.choice(list(INTERACTIONS))
        if self.chance.random() < 0.5:
            one["result"]["response"] = self.chance.choice([o for o in ODD if isinstance(o, str)])
        return _bytes(data)

    def swapped(self) -> bytes:
        data, holder, key = self._somewhere()
        other, name = _at(data, self.chance.choice(self.paths))
        holder[key], other[name] = other[name], holder[key]
        return _bytes(data)

    def deep(self) -> bytes:
        data, holder, key = self._somewhere()
        inside: Any = 1
        for _ in range(self.chance.choice([50, 400])):
            inside = [inside] if self.chance.random() < 0.5 else {"a": inside}
        holder[key] = inside
        return _bytes(data)

    def twice(self) -> bytes:
        return self.raw.replace(b'"learner":', b'"learner":"Bear","learner":', 1)

    def marked(self) -> bytes:
        return b"\xef\xbb\xbf" * self.chance.randint(1, 2) + self.raw

    def encoded(self) -> bytes:
        code = self.chance.choice(["utf-16", "utf-16-le", "utf-16-be", "cp1251", "utf-32"])
        return self.raw.decode().encode(code, "replace")

    def zeros(self) -> bytes:
        cut = self.chance.choice([len(self.raw), self.chance.randrange(len(self.raw))])
        return self.raw[:cut] + bytes(self.chance.choice([1, 511, 4096]))

    def _somewhere(self) -> tuple[Any, Any, Any]:
        """Choose a place, as often at the head or in the first statement as elsewhere."""
        data = copy.deepcopy(self.whole)
        path = self.chance.choice(self.near if self.chance.random() < 0.5 else self.paths)
        return data, *_at(data, path)


def _paths(value: Any, here: Path = ()) -> Iterator[Path]:
    yield here
    children: Any = ()
    if isinstance(value, dict | list):
        children = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in children:
        yield from _paths(inner, (*here, key))


def _at(data: Any, path: Path) -> tuple[Any, Any]:
    for step in path[:-1]:
        data = data[step]
    return data, path[-1]


def _bytes(data: Any) -> bytes:
    words = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return words.encode("utf-8", "surrogatepass")

"""The class list: whose nickname is whose, and who is missing.

Any CSV or text table with names will do, as a platform or a spreadsheet writes it: commas,
semicolons or tabs, UTF-8 or the encoding of a Windows or an Excel file. Columns are known by usual
names; only one with names must be there.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from lessons.kit.catalogue import say

MAX_BYTES = 2_000_000
COLUMNS = {
    "name": ("name", "full name", "student", "student name", "learner", "pupil"),
    "first": ("first name", "firstname", "given name", "first"),
    "last": ("last name", "lastname", "surname", "family name", "last"),
    "nickname": ("nickname", "nicknames", "nick", "alias"),
    "id": ("id", "id number", "student id", "number", "sis user id", "student number"),
    "login": ("login", "username", "user", "user name", "sis login id", "login id"),
    "email": ("email", "e-mail", "email address", "mail"),
    "group": ("class", "group", "section", "course", "groups"),
    "canvas": ("canvas id",),
}
"""What a column may be called, in small letters."""


class ClassListError(ValueError):
    """A class list can't be read; the message is one sentence."""


class Member(Struct, frozen=True, kw_only=True):
    """One learner on the list; ``nicknames`` are those the list gives, and the names themselves."""

    name: str
    first: str = ""
    last: str = ""
    nicknames: tuple[str, ...] = ()
    id: str = ""
    login: str = ""
    email: str = ""
    group: str = ""
    canvas: str = ""


class ClassList(Struct, frozen=True, kw_only=True):
    """The members in the list's order, and how nicknames lead to them."""

    members: tuple[Member, ...]

    def joined(self, learners: Iterable[tuple[str, str]]) -> "Joined":
        """Join the learners of a report with the list.

        Parameters
        ----------
        learners : iterable of (str, str)
            Each learner's name in the report, and their name on a hub or platform or nothing.
        """
        by_word: dict[str, list[int]] = {}
        for place, member in enumerate(self.members):
            for word in {*_words(member)}:
                by_word.setdefault(word, []).append(place)
        whose: dict[str, int] = {}
        doubtful: dict[str, list[str]] = {}
        for name, user in learners:
            places = by_word.get(_folded(user), []) if user else []
            places = places or by_word.get(_folded(name), [])
            if len(places) == 1:
                whose[name] = places[0]
            elif places:
                doubtful[name] = [self.members[place].name for place in places]
        return Joined(members=self.members, whose=whose, doubtful=doubtful)


class Joined(Struct, frozen=True, kw_only=True):
    """A class list with the learners of a report.

    ``whose`` leads from a learner's name in the report to the place in ``members``; ``doubtful``
    names the members where several have that nickname.
    """

    members: tuple[Member, ...]
    whose: Mapping[str, int]
    doubtful: Mapping[str, Sequence[str]]

    @property
    def missing(self) -> list[Member]:
        """The members of whom nothing was handed in."""
        there = set(self.whose.values())
        return [member for place, member in enumerate(self.members) if place not in there]

    def member(self, learner: str) -> Member | None:
        """Give whose nickname this is."""
        place = self.whose.get(learner)
        return None if place is None else self.members[place]


def read(path: Path) -> ClassList:
    """Read a class list.

    Raises
    ------
    ClassListError
        If there is no such file, no table in it, or no column with names.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or say("report.list.no-file")
        raise ClassListError(say("report.list.unread", path=path, why=why)) from error
    if len(raw) > MAX_BYTES or (b"\0" in raw and not _is_utf16(raw)):
        raise ClassListError(say("report.list.no-list", path=path))
    rows = _rows(_text(raw))
    if not rows:
        raise ClassListError(say("report.list.empty", path=path))
    return ClassList(members=tuple(_members(rows, path)))


def _members(rows: Sequence[Sequence[str]], path: Path) -> Iterable[Member]:
    found = {_folded(cell): place for place, cell in reversed(list(enumerate(rows[0])))}
    places = {
        field: next((found[name] for name in names if name in found), None)
        for field, names in COLUMNS.items()
    }
    if places["name"] is None and places["last"] is None:
        if len(rows[0]) > 1:
            raise ClassListError(say("report.list.no-names", path=path))
        places, rows = {"name": 0}, [["name"], *rows]  # a plain list of names
    for row in rows[1:]:
        cells = {
            field: row[place].strip() if place is not None and place < len(row) else ""
            for field, place in places.items()
        }
        nicknames = tuple(filter(None, map(str.strip, cells.pop("nickname", "").split(";"))))
        cells["name"] = (
            cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
        )
        if cells["name"]:
            yield Member(nicknames=nicknames, **cells)


def _words(member: Member) -> Iterable[str]:
    words = [*member.nicknames] or [member.name, member.first]
    return filter(None, map(_folded, [*words, member.login, member.email, member.id]))


def _folded(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def _is_utf16(raw: bytes) -> bool:
    return raw[:2] in (b"\xff\xfe", b"\xfe\xff")


def _text(raw: bytes) -> str:
    if _is_utf16(raw):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _rows(words: str) -> list[list[str]]:
    head = words.lstrip().partition("\n")[0]
    sign = max(",;\t", key=head.count)
    words = re.sub(r"\Asep=.\r?\n", "", words)
    rows = csv.reader(io.StringIO(words, newline=""), delimiter=sign)
    try:
        return [row for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ClassListError(say("report.list.no-table", why=error)) from error

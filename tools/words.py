"""Compile the catalogues of ``lessons/kit/catalogue``, and begin one in another language.

    python tools/words.py            # write each .mo beside its .po
    python tools/words.py uk         # the same, after bringing every uk/*.po up to date

A translation starts as a copy of the English names without words; the English stands above each
message as a comment. What was translated stays; what has no name any more is taken out.
"""

import datetime as dt
import sys
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from lessons.kit import catalogue

HERE = catalogue.HERE
DAY = dt.datetime(2021, 12, 30, tzinfo=dt.UTC)  # gettext wants a date; it is always this one

ENGLISH = "en"


def catalogues(code: str = "*") -> list[Path]:
    """List the .po files of a language, or of all."""
    return sorted(HERE.glob(f"{code}/LC_MESSAGES/*.po"))


def read(path: Path) -> Catalog:
    """Read a .po file in the language of its folder."""
    with path.open("rb") as file:
        found = read_po(file, locale=path.parts[-3], domain=path.stem, abort_invalid=True)
    found.creation_date = found.revision_date = DAY
    return found


def texts(message: Message) -> list[str]:
    """Give what a message says: one text, or one for each form of its plural."""
    said = message.string or ""
    return [said] if isinstance(said, str) else [text or "" for text in said]


def compiled(path: Path) -> bytes:
    """Give the .mo of a .po file."""
    file = BytesIO()
    write_mo(file, read(path))
    return file.getvalue()


def update(code: str) -> None:
    """Bring a language's catalogues to the names that the English ones have."""
    for path in catalogues(ENGLISH):
        mine = HERE / code / "LC_MESSAGES" / path.name
        before = read(mine) if mine.exists() else Catalog(locale=Locale.parse(code))
        after = Catalog(
            locale=Locale.parse(code),
            domain=path.stem,
            header_comment=f"# What the kit says, in {Locale.parse(code).english_name}.",
            creation_date=DAY,
            revision_date=DAY,
        )
        for message in read(path):
            if not message.id:
                continue
            there = before.get(message.id if isinstance(message.id, str) else message.id[0])
            after.add(
                message.id,
                there.string if there else None,
                auto_comments=[*texts(message), *message.auto_comments],
                user_comments=there.user_comments if there else (),
            )
        mine.parent.mkdir(parents=True, exist_ok=True)
        with mine.open("wb") as file:
            write_po(file, after, width=100, omit_header=False)


def main(*codes: str) -> int:
    """Update the named languages, then compile all catalogues."""
    for code in codes:
        update(code)
    for path in catalogues():
        path.with_suffix(".mo").write_bytes(compiled(path))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

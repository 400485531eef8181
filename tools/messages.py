"""Write the types of messages and states for JavaScript, from those of Python.

    python tools/messages.py

``lessons/kit/web/cards/messages.d.ts`` is what tsc checks the web parts against, so that the two
sides can't drift; ``make web`` writes it, and a test finds it as it would be written.
"""

import json
import sys
from pathlib import Path
from typing import Any

from msgspec import Struct, inspect

from lessons.kit.cards import messages

ROOT = Path(__file__).resolve().parents[1]
TYPES = ROOT / "lessons" / "kit" / "web" / "cards" / "messages.d.ts"

HEAD = """// Written by tools/messages.py from lessons/kit/cards/messages.py; don't change it here.
// docs/format.md has examples.

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
"""

PLAIN: dict[type[inspect.Type], str] = {
    inspect.AnyType: "Json",
    inspect.BoolType: "boolean",
    inspect.DateTimeType: "string",
    inspect.FloatType: "number",
    inspect.IntType: "number",
    inspect.NoneType: "null",
    inspect.StrType: "string",
}


def typed(kind: inspect.Type) -> str:  # noqa: PLR0911  one a type
    """Give a type as TypeScript writes it."""
    match kind:
        case inspect.Metadata(type=inner):
            return typed(inner)
        case inspect.UnionType(types=types):
            return " | ".join(dict.fromkeys(map(typed, types)))
        case inspect.ListType(item_type=item):
            return f"{typed(item)}[]"
        case inspect.LiteralType(values=values):
            return " | ".join(json.dumps(value) for value in values)
        case inspect.DictType(key_type=key, value_type=value):
            return f"Record<{typed(key)}, {typed(value)}>"
        case inspect.StructType(cls=cls):
            return cls.__name__
    return PLAIN[type(kind)]


def written(cls: type[Struct]) -> str:
    """Give one struct as an interface."""
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType)  # noqa: S101  what a struct's info is
    lines = [f"/** {(cls.__doc__ or '').splitlines()[0]} */", f"export interface {cls.__name__} {{"]
    if info.tag_field:
        lines.append(f"  {info.tag_field}: {json.dumps(info.tag)};")
    lines += [
        f"  {field.encode_name}{'' if field.required else '?'}: {typed(field.type)};"
        for field in info.fields
    ]
    return "\n".join([*lines, "}", ""])


def text() -> str:
    """Give the file."""
    structs = [
        thing
        for name, thing in vars(messages).items()
        if isinstance(thing, type)
        and issubclass(thing, Struct)
        and (thing.__module__ == messages.__name__ or name == "PageRow")
        and not name.startswith("_")
    ]
    unions: dict[str, Any] = {
        name: thing for name, thing in vars(messages).items() if name.startswith("To")
    }
    said = [
        f"export type {name} = {' | '.join(part.__name__ for part in union.__args__)};\n"
        for name, union in unions.items()
    ]
    return "\n".join([HEAD, *map(written, structs), *said])


def main() -> int:
    """Write the file."""
    TYPES.write_text(text(), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

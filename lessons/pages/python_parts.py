"""Python for the page: Pyodide's core, msgspec, and of the kit what answers.

Pyodide and msgspec's wheel for it are not ours and stand in no commit: ``make parts`` brings
them, as ``parts.toml`` locks them by their hashes, into ``build/site-parts``; a wheel of the kit
holds them inside. They are shipped packed, and the page unpacks them.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import babel

from lessons.kit import language
from lessons.kit.places import DATA, PACKAGE, ROOT
from lessons.kit.quiz import bank

HERE = Path(__file__).parent
BABEL = Path(babel.__file__).parent
LOCK = HERE / "parts.toml"
FOLDER = "python"

#: Packages of others that come with it as plain Python.
PURE = ("babel", "markdown_it", "mdurl", "typing_extensions")

#: A learner's way through all lessons, so that what is imported late is imported too.
SESSION = """
import json, sys, tempfile
import babel.dates, babel.lists, babel.numbers
from pathlib import Path
from lessons.kit.quiz import bank, key_response
from lessons.kit.syllabus import entries
from lessons.pages import in_page

in_page.FOLDER = Path(tempfile.mkdtemp())
in_page.do(json.dumps({"begin": {"learner": {"id": "trial"}, "rows": []}}))
def say(address, **said):
    in_page.do(json.dumps({"message": {**address, "say": said}}))
say({"to": "sign in"}, do="keep", name="Trial")
for entry in entries():
    for question in bank.of(entry.name):
        address = {"to": "question", "lesson": entry.name, "id": question.id}
        say(address, do="hint")
        say(address, do="check", response=key_response(question))
        if question.kind == "number":
            for odd in ("1.234 or 1,234", "1,234", "1.234", "nothing", "5 to 7", "2 million"):
                say(address, do="check", response=odd)
    say({"to": "overview", "lesson": entry.name}, do="refresh")
    say({"to": "page", "lesson": entry.name}, do="keep row", row={"claim": "Trial"})
in_page.do(json.dumps({"hand in": True}))
"""


class PartsError(ValueError):
    """A part is not what the lock says; the message is one sentence."""


@cache
def locked() -> dict[str, str]:
    """Give each part's file name with its SHA-256."""
    return dict(tomllib.loads(LOCK.read_text(encoding="utf-8"))["files"])


def folder() -> Path:
    """Give the folder of the parts that are not ours: inside a wheel, or of a checkout."""
    inside = HERE / "parts"
    return inside if inside.is_dir() else ROOT / "build" / "site-parts"


def available() -> bool:
    """Say whether the parts are all here."""
    return all((folder() / name).is_file() for name in locked())


def names() -> list[str]:
    """Give the names under which the page asks for its parts."""
    return [*locked(), "kit.zip"]


def write(site: Path, *, stick: bool) -> list[str]:
    """Put the parts into a site.

    Parameters
    ----------
    site : Path
        The site's folder.
    stick : bool
        As a script, which a page can take from ``file://``.

    Returns
    -------
    list of str
        The scripts that a page has to bring.

    Raises
    ------
    PartsError
        If a part is not what the lock says.
    """
    packed = {name: gzip.compress(content, 9, mtime=0) for name, content in _contents().items()}
    if stick:
        said = {name: base64.b64encode(content).decode() for name, content in packed.items()}
        script = f"self.PYTHON_PARTS={json.dumps(said)};\n"
        (site / "python.js").write_text(script, encoding="ascii")
        return ["python.js"]
    (site / FOLDER).mkdir()
    for name, content in packed.items():
        (site / FOLDER / f"{name}.gz").write_bytes(content)
    return []


def _contents() -> dict[str, bytes]:
    found = {}
    for name, digest in locked().items():
        content = (folder() / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise PartsError(f"{name} is not what {LOCK.name} names; run make parts again.")
        found[name] = content
    found["pyodide-lock.json"] = json.dumps(_without_packages(found["pyodide-lock.json"])).encode()
    found["kit.zip"] = kit_zip()
    return found


def _without_packages(lock: bytes) -> dict[str, object]:
    """Give Pyodide's own list of packages without any: the page never asks for one."""
    return {"info": json.loads(lock)["info"], "packages": {}}


@cache
def kit_zip() -> bytes:
    """Pack what the page's Python imports of the kit, its questions and its maps to answer on."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(_kit_files().items()):
            archive.writestr(zipfile.ZipInfo(name, (2021, 12, 30, 0, 0, 0)), content)
    return made.getvalue()


def _kit_files() -> dict[str, bytes]:
    files = {name: Path(path).read_bytes() for name, path in _imported().items()}
    for path in [PACKAGE / "syllabus.toml", *PACKAGE.glob("kit/catalogue/**/*.mo")]:
        files[path.relative_to(PACKAGE.parent).as_posix()] = path.read_bytes()
    files["lessons/bank.json"] = bank.build()
    for path in _locale_data():
        files[f"babel/{path.relative_to(BABEL).as_posix()}"] = path.read_bytes()
    for path in DATA.glob("atlas/maps/*.json"):
        files[f"lessons/data/{path.relative_to(DATA).as_posix()}"] = path.read_bytes()
    return files


def _locale_data() -> list[Path]:
    """Give what Babel knows of the language that the site speaks, and of those that it rests on."""
    spoken = {language.current(), "en_GB"}
    rest_on = {"root", "en", "en_001", *(code.partition("_")[0] for code in spoken)}
    names = [BABEL / "locale-data" / f"{code}.dat" for code in sorted(spoken | rest_on)]
    return [BABEL / "global.dat", *(path for path in names if path.is_file())]


def _imported() -> dict[str, str]:
    """Give the files of the modules that the page's Python imports, by their places."""
    code = SESSION + (
        f"roots = ('lessons', *{PURE!r})\n"
        "print(json.dumps({name: module.__file__ for name, module in sys.modules.items() "
        "if name.split('.')[0] in roots and getattr(module, '__file__', None)}))"
    )
    done = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    )
    found = {}
    for name, file in json.loads(done.stdout).items():
        place = name.replace(".", "/")
        is_package = Path(file).name == "__init__.py"
        found[f"{place}/__init__.py" if is_package else f"{place}.py"] = file
    return found

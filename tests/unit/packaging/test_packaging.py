"""What stands in two places says the same: needs, locks, versions, links, commands on Windows."""

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import lessons
from lessons.desk.editions import edition
from lessons.kit.data import ROOT
from lessons.kit.syllabus import entries

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCKS = ["requirements.txt", "requirements-test.txt"]
HUB_LOCK = "deploy/requirements-hub.txt"
PYTHONS = ["3.11.0", "3.12.0", "3.13.0", "3.14.0"]

NOT_IMPORTED = {
    *("jupyterlab", "hatchling"),  # a program, and what installs the kit
    *("import-linter", "mypy", "nbval", "ruff"),  # programs of `make test`
    *("check-wheel-contents", "reuse"),  # programs of tests
    *("pytest-cov", "pytest-mpl", "pytest-timeout", "pytest-xdist"),  # plugins of pytest
    *("pandas-stubs", "types-pyyaml"),  # read by mypy
}

COMES_WITH = {
    "cycler": "matplotlib",
    "grimp": "import-linter",
    "ipykernel": "jupyterlab",
    "ipython": "ipywidgets",
    "jupyter-client": "jupyterlab",
    "jupyter-core": "jupyterlab",
    "jupyter-server": "jupyterlab",
    "jupyterlab-server": "jupyterlab",
    "markupsafe": "jinja2",
    "nbclient": "jupyterlab",
    "nbconvert": "jupyterlab",
    "nbformat": "jupyterlab",
    "numpy": "pandas",
    "pillow": "matplotlib",
    "pyogrio": "geopandas",
    "pyzmq": "jupyterlab",
    "tornado": "jupyterlab",
    "traitlets": "ipywidgets",
    "typing-extensions": "anywidget",
}

PAGES = [
    *ROOT.glob("*.md"),
    *(
        page
        for folder in (".github", "data", "docs", "lessons")
        for page in ROOT.joinpath(folder).rglob("*.md")
    ),
]
"""What people read about the kit, besides notebooks."""

LINK = re.compile(r"\]\((?!https?:|mailto:)([^()\s#]*)(?:#([^()\s]+))?\)")


def by_name(requirements: Iterable[str]) -> dict[str, SpecifierSet]:
    found = map(Requirement, requirements)
    return {canonicalize_name(each.name): each.specifier for each in found}


def locked(name: str) -> dict[str, list[Requirement]]:
    """Give each package's pins; there are several where Pythons need different versions."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    pins: dict[str, list[Requirement]] = {}
    for line in text.splitlines():
        pin = Requirement(line.partition("--hash")[0])
        pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def version_of(pin: Requirement) -> Version:
    return Version(str(pin.specifier).removeprefix("=="))


NEEDED = by_name(PROJECT["dependencies"])
NEEDED_BY_TESTS = by_name(EXTRAS["test"])


def test_conda_gets_the_same_ranges() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    (by_pip,) = (entry["pip"] for entry in listed if isinstance(entry, dict))
    assert by_pip.pop() == "--editable ."
    conda = by_name([entry for entry in listed if isinstance(entry, str)] + by_pip)
    assert conda.pop("python") == SpecifierSet(f"{PROJECT['requires-python']},<3.15")
    assert conda.pop("pip") == SpecifierSet()
    assert conda == NEEDED | by_name(EXTRAS["install"])


def test_what_installs_the_kit_is_in_the_locks() -> None:
    system = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    assert by_name(system["requires"]).items() <= (NEEDED | by_name(EXTRAS["install"])).items()
    assert by_name(EXTRAS["install"]).keys() <= by_name(system["requires"]).keys()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_what_is_needed_within_its_range(name: str) -> None:
    wanted = NEEDED | by_name(EXTRAS["install"])
    if "test" in name:
        wanted |= NEEDED_BY_TESTS
    pins = locked(name)
    assert wanted.keys() <= pins.keys()
    for package, range_ in wanted.items():
        assert all(version_of(pin) in range_ for pin in pins[package]), package


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_one_version_for_each_python(name: str) -> None:
    for package, pins in locked(name).items():
        for python in PYTHONS:
            minor = ".".join(python.split(".")[:2])
            system = {"python_full_version": python, "python_version": minor}
            fitting = [pin for pin in pins if not pin.marker or pin.marker.evaluate(system)]
            assert len(fitting) <= 1, f"{package} on {python}"


@pytest.mark.parametrize("name", [*LOCKS, HUB_LOCK])
def test_a_lock_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = text.replace("\\\n", " ").splitlines()
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?:|--index|--find-links| @ |file:", text)


def test_tests_run_with_the_versions_that_lessons_run_with() -> None:
    tested = locked("requirements-test.txt")
    for package, pins in locked("requirements.txt").items():
        assert {version_of(pin) for pin in tested[package]} == {version_of(pin) for pin in pins}


def test_a_hub_changes_no_version_of_the_lessons() -> None:
    lessons_pins = locked("requirements.txt")
    for package, pins in locked(HUB_LOCK).items():
        if package in lessons_pins:
            same = {version_of(pin) for pin in lessons_pins[package]}
            assert {version_of(pin) for pin in pins} == same, package


def test_every_python_that_is_named_is_served() -> None:
    named = {
        line.rpartition(" ")[2]
        for line in PROJECT["classifiers"]
        if line.startswith("Programming Language :: Python :: 3.")
    }
    assert named == {".".join(python.split(".")[:2]) for python in PYTHONS}


def imported(folder: str) -> Iterator[str]:
    """Give the distributions that the Python files of a folder import, as ours or another's."""
    distributions = importlib.metadata.packages_distributions()
    for path in Path(ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for top in {name.partition(".")[0] for name in names} - sys.stdlib_module_names:
                yield from map(canonicalize_name, distributions.get(top, []))


def test_what_the_kit_imports_is_what_it_says_it_needs() -> None:
    used = set(imported("lessons")) - {"reading-a-crisis"}
    assert {COMES_WITH.get(name, name) for name in used} <= NEEDED.keys()
    assert NEEDED.keys() - NOT_IMPORTED <= used


def test_what_tests_import_is_what_they_say_they_need() -> None:
    used = {name for folder in ("tests", "tools", "data/build") for name in imported(folder)}
    used -= {"reading-a-crisis"}
    needed = NEEDED.keys() | NEEDED_BY_TESTS.keys() | by_name(EXTRAS["install"]).keys()
    assert {COMES_WITH.get(name, name) for name in used} <= needed
    assert NEEDED_BY_TESTS.keys() - NOT_IMPORTED <= used


def test_nothing_names_a_registry() -> None:
    hosts = re.compile(r"pypi\.|pythonhosted|npmjs|registry\.|deb\.debian|anaconda\.(org|com)")
    texts = [
        *(ROOT / name for name in ("README.md", "Makefile", "make.bat", "environment.yml")),
        *(ROOT / name for name in ("pyproject.toml", ".ci/run", *LOCKS)),
        *(ROOT / "tools").glob("*.py"),
        *(ROOT / ".github").rglob("*.yml"),
        *PAGES,
    ]
    assert [str(path) for path in texts if hosts.search(path.read_text(encoding="utf-8"))] == []


def test_the_newest_change_is_of_this_version() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(\d.*?)\]", changes, re.MULTILINE)
    assert newest
    assert newest[1] == lessons.__version__


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path, there: Callable[[Path], bool]) -> Iterator[str]:
    for file, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        target = page.parent.joinpath(file).resolve() if file else page
        if not there(target) or (anchor and anchor not in anchors(target)):
            yield f"{page.relative_to(ROOT)}: {file}#{anchor}"


def test_links_lead_somewhere() -> None:
    assert sum(len(LINK.findall(page.read_text(encoding="utf-8"))) for page in PAGES) > 20
    assert [link for page in PAGES for link in dead_links(page, Path.exists)] == []


def test_links_in_a_learners_edition_lead_somewhere() -> None:
    shipped = set(edition._shipped(ROOT))
    pages = shipped & set(PAGES) - {ROOT / "README.md"}  # an edition has another
    assert [link for page in pages for link in dead_links(page, shipped.__contains__)] == []


def test_the_readme_lists_the_lessons() -> None:
    table = re.findall(
        r"^\| (\d+) \| \[(.+?)\]\(lessons/(\w+)/plan\.md\) \| (.+?) \|$",
        (ROOT / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    listed = [
        (str(each.number), each.title, each.name, each.guiding_question) for each in entries()
    ]
    assert table == listed


def test_windows_has_the_same_commands() -> None:
    raw = (ROOT / "make.bat").read_bytes()
    script = raw.decode("ascii")  # cmd reads it in a code page of its own
    assert raw.count(b"\r\n") == raw.count(b"\n")  # else cmd may miss a label
    labels = set(re.findall(r"^:(\w+)\r$", script, re.MULTILINE))
    asked = dict(re.findall(r'^if "%1"=="(\w+)" goto (\w+)\r$', script, re.MULTILINE))
    assert labels == set(re.findall(r"\bgoto (\w+)", script)) == set(asked.values())
    told = dict(re.findall(r"^echo make (\w+)(?: \d+)? {2,}(.+)\r$", script, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = dict(
        re.findall(r"^(\w+):.*## (.+)$", re.sub(r" \([^)]*\)", "", makefile), re.MULTILINE)
    )
    assert told.keys() == asked.keys()
    assert told.items() <= targets.items()
    for tool in re.findall(r"tools\\(\w+\.py)", script):
        assert (ROOT / "tools" / tool).is_file()

"""What an exhibit says, from the ``exhibits.yaml`` beside the code that draws it.

The file has an entry for each exhibit, with its title, subtitle, alternative text, note, the
headings of its table, and the words inside its picture::

    near:
      title: “Near the border” within {km} km takes in {russia} km² of Russia
      subtitle: Land within {km} km of Ukraine
      alt: Map. A band of {km} km around Ukraine.
      table:
        name: Country
        area: Area within {km} km, in km²
      labels:
        within: Within {km} km of it

and the code fills what stands between braces::

    words = Words(__name__)

    def near(km: int = 200) -> Exhibit:
        say = words("near", km=km)
        ...
        m.key([(say("within"), {"facecolor": maps.MEMBER})])
        return say.exhibit(figure=m.figure, table=reached, sources=[...], russia=...)

Numbers, dates and lists are written as the language writes them; what follows a colon says how:
``{when:month}``, ``{share:percent}``, ``{km:1}`` (one digit behind the point), ``{names:;}``
(joined by semicolons), ``{count:state|states}`` (the form that goes with the number). ``HOW`` has
them all. Where a title or another text depends on what is shown, the file has variants of it by
name, and the code chooses one: ``say.exhibit(..., title="reached")``.

A second language is a second file: ``exhibits.uk.yaml``, for what it has; the rest stays English.
"""

from __future__ import annotations

import datetime as dt
import difflib
import numbers
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lessons.kit import language
from lessons.kit.data import ARTICLE_DATE, in_language
from lessons.kit.exhibits.exhibit import Before, Exhibit

if TYPE_CHECKING:
    import pandas as pd

    from lessons.kit.written import yamlfile

#: What an exhibit says, each with one text or with variants by name.
TEXTS = ("title", "subtitle", "alt", "note")
#: What an entry of the file may hold.
PARTS = (*TEXTS, "before", "table", "labels", "digits")
#: What it says while its headline is held back.
BEFORE = ("title", "alt", "note")
#: A place to be filled: its name, and how it is written.
PLACE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
#: Words that several lessons' exhibits say; every text may name them between braces.
SHARED = Path(__file__).with_name("shared.yaml")


class WordsError(LookupError):
    """What an exhibit wants to say isn't in its file, or can't be filled."""


class Words:
    """The words of a lesson's exhibits.

    Parameters
    ----------
    module : str
        The module that draws them, as ``__name__`` gives it; its ``exhibits.yaml`` lies beside it.

    Examples
    --------
    >>> words = Words("lessons.the_toll.exhibits")
    >>> words("newspaper")("question")
    'A newspaper printed on'
    """

    def __init__(self, module: str) -> None:
        self.path = Path(str(sys.modules[module].__file__)).with_suffix(".yaml")

    def __call__(self, name: str, **values: Any) -> Say:
        """Take the words of one exhibit.

        Parameters
        ----------
        name : str
            Its entry in the file.
        **values
            What fills the places that its texts leave.

        Raises
        ------
        WordsError
            If there is no such entry.
        """
        entries = read(self.path).data
        if name not in entries:
            raise WordsError(f"{shown(self.path)} has no exhibit {name!r}{_closest(name, entries)}")
        return Say(self.path, name, values)


class Say:
    """The words of one exhibit; call it for those inside its picture."""

    def __init__(self, path: Path, name: str, values: Mapping[str, Any]) -> None:
        self.path, self.name, self.values = path, name, dict(values)

    def __call__(self, label: str, /, **values: Any) -> str:
        """Say what stands at a place of the picture.

        Parameters
        ----------
        label : str
            A key of the entry's ``labels``. A bar in its text begins a new line.
        **values
            What fills it, beside what is known already.

        Raises
        ------
        WordsError
            If there is no such label, or a place in it stays empty.
        """
        return _in_lines(self._filled(("labels", label), values))

    def each(self, label: str, rows: pd.DataFrame | Iterable[Mapping[str, Any]]) -> list[str]:
        """Say the same of each row, filled from its columns.

        Parameters
        ----------
        label : str
            A key of the entry's ``labels``.
        rows : pandas.DataFrame or iterable of mapping
            What the places are filled from.

        Returns
        -------
        list of str
        """
        found = rows if not hasattr(rows, "to_dict") else rows.to_dict("records")
        return [self(label, **{str(key): cell for key, cell in row.items()}) for row in found]

    def table(self, rows: pd.DataFrame, /, **values: Any) -> pd.DataFrame:
        """Give a table the columns that its readers see, under the headings that they read.

        Parameters
        ----------
        rows : pandas.DataFrame
            A table with at least the columns that the entry's ``table`` names.
        **values
            What fills the headings, beside what is known already.
        """
        headings = self._template(("table",))
        missing = [column for column in headings if column not in rows]
        if missing:
            at = self._where(("table", missing[0]))
            raise WordsError(f"{at}: the code gives {self.name!r} no column {missing[0]!r}.")
        named = {column: self._filled(("table", column), values) for column in headings}
        shown = in_language(rows[list(headings)]).rename(columns=named)
        return shown.reset_index(drop=True).rename_axis(columns=None)

    def columns(self) -> list[str]:
        """Name the columns that a reader sees, as the code calls them."""
        return list(self._template(("table",)))

    def exhibit(
        self,
        *,
        figure: Any,
        table: pd.DataFrame,
        sources: Iterable[str],
        on_screen: str = "",
        **values: Any,
    ) -> Exhibit:
        """Hand over the picture with its words.

        Parameters
        ----------
        figure : matplotlib.figure.Figure
            The picture.
        table : pandas.DataFrame
            The rows behind it; the entry's ``table`` picks and names the columns.
        sources : iterable of str
            Keys of ``data/sources.csv``; one that comes twice is given once.
        on_screen : str
            HTML that a page shows in the picture's place.
        **values
            What fills the texts, beside what is known already. A text with variants is chosen by
            its own name, such as ``title="reached"``.

        Returns
        -------
        lessons.kit.exhibits.exhibit.Exhibit
        """
        chosen = {text: values.pop(text) for text in TEXTS if text in values}
        said = {text: self._text(text, chosen.get(text), values) for text in TEXTS}
        return Exhibit(
            figure=figure,
            table=self.table(table, **values),
            sources=list(dict.fromkeys(sources)),
            before=self._before(values),
            on_screen=on_screen,
            **said,
        )

    def _before(self, values: Mapping[str, Any]) -> Before | None:
        entry = read(self.path).data[self.name].get("before")
        if not entry:
            return None
        return Before(**{part: self._filled(("before", part), values) for part in entry})

    def text(self, part: str, variant: str | None = None, /, **values: Any) -> str:
        """Say the title, subtitle, alternative text or note.

        Parameters
        ----------
        part : {"title", "subtitle", "alt", "note"}
            Which.
        variant : str, optional
            Its variant, where it has several.
        **values
            What fills it, beside what is known already.
        """
        return self._text(part, variant, values)

    def _text(self, part: str, variant: str | None, values: Mapping[str, Any]) -> str:
        if part not in read(self.path).data[self.name]:
            return ""
        return self._filled((part,) if variant is None else (part, variant), values)

    def _filled(self, at: tuple[str, ...], values: Mapping[str, Any]) -> str:
        template = self._template(at)
        if not isinstance(template, str):
            raise WordsError(
                f"{self._where(at)}: {self.name!r} has variants of {at[-1]!r}; the code must "
                f"choose one of {', '.join(template)}."
            )
        try:
            return fill(template, {**self.values, **values}).strip()
        except KeyError as error:
            raise WordsError(
                f"{self._where(at)}: nothing fills {{{error.args[0]}}}; the code must give "
                f"{error.args[0]}=…"
            ) from None

    def _template(self, at: tuple[str, ...]) -> Any:
        translated = _find(read(translation(self.path)).data.get(self.name), at)
        if translated is not None:
            return translated
        found = _find(read(self.path).data[self.name], at)
        if found is None:
            there = _find(read(self.path).data[self.name], at[:-1]) or {}
            raise WordsError(
                f"{self._where(at)}: {self.name!r} has no {' '.join(at)!r}{_closest(at[-1], there)}"
            )
        return found

    def _where(self, at: tuple[str, ...]) -> str:
        lines = read(self.path).lines
        for known in range(len(at), -1, -1):
            line = lines.get((self.name, *at[:known]))
            if line:
                return f"{shown(self.path)}, line {line}"
        return shown(self.path)


def fill(template: str, values: Mapping[str, Any]) -> str:
    """Fill the places of a text.

    Parameters
    ----------
    template : str
        A text with places such as ``{km}`` or ``{when:month}``.
    values : mapping
        What fills them.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        With the name of a place that nothing fills.

    Examples
    --------
    >>> fill("{n:Word} {n:state|states}, {share:percent}", {"n": 2, "share": 0.075})
    'Two states, 8%'
    """

    def one(place: re.Match[str]) -> str:
        name, how = place.group(1), place.group(2) or ""
        if name in values:
            return write(values[name], how or _usual(name))
        return fill(shared(name), values)

    return PLACE.sub(one, template)


def shared(name: str) -> str:
    """Return a text that several lessons say, in the language of the reader.

    Parameters
    ----------
    name : str
        A key of ``shared.yaml``.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    if name == "article_day":
        return language.day(ARTICLE_DATE)
    known = read(SHARED).data["texts"]
    return str(read(translation(SHARED)).data.get("texts", {}).get(name) or known[name])


def write(value: Any, how: str = "") -> str:
    """Write a number, a day, a name or a list as a sentence holds it.

    Parameters
    ----------
    value : object
        What is to be written.
    how : str
        A key of ``HOW``, a number of digits behind the point, a separator for a list, or the forms
        of a plural with bars between them.

    Returns
    -------
    str

    Examples
    --------
    >>> write(dt.date(2021, 12, 30), "month"), write(7854.4, "0"), write(["a", "b"], ";")
    ('December 2021', '7,854', 'a; b')
    """
    if how in HOW:
        return HOW[how](value)
    if how in SEPARATORS:
        return SEPARATORS[how].join(map(write, value))
    if "|" in how:
        return language.plural(value, how.split("|"))
    if how.isdigit():
        return language.number(value, int(how))
    raise WordsError(f"Nothing is written as {how!r}; choose one of {', '.join([*HOW])}.")


def can_write(how: str) -> bool:
    """Say whether :func:`write` knows a way of writing."""
    return how in HOW or how in SEPARATORS or "|" in how or how.isdigit()


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return in_language(value)
    if isinstance(value, dt.date):  # a pandas timestamp as well
        return language.day(value)
    if isinstance(value, numbers.Integral):
        return language.number(int(value))
    if isinstance(value, numbers.Real):
        return language.number(float(value))
    return language.listed([_plain(one) for one in value])


def _year(value: Any) -> str:
    return str(value) if isinstance(value, numbers.Integral | str) else language.day(value, "year")


def _word(value: Any) -> str:
    words = [*shared("numbers").split()]
    return words[int(value)] if value < len(words) else language.number(value)


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _first_down(text: str) -> str:
    return text[:1].lower() + text[1:]


def _usual(name: str) -> str:
    """Say how a value is written that doesn't say so itself: a year has no separators."""
    return "year" if name.endswith("year") else ""


SEPARATORS = {";": "; ", ",": ", ", "space": " "}

#: How a value can be written, by the word behind the colon.
HOW: Mapping[str, Callable[[Any], str]] = {
    "": _plain,
    "year": _year,
    "month": lambda day: language.day(day, "month"),
    "day": lambda day: language.day(day, "day of the year"),
    "day number": lambda day: str(day.day),
    "short day": lambda day: language.day(day, "short day of the year"),
    "month name": lambda day: language.day(day, "name of the month"),
    "clock": language.clock,
    "percent": language.percent,
    "word": _word,
    "Word": lambda count: _first_up(_word(count)),
    "Capital": lambda text: _first_up(_plain(text)),
    "small": lambda text: _first_down(_plain(text)),
}


def read(path: Path) -> yamlfile.Document:
    """Read a file of words, again when it has changed; one that isn't there is empty.

    Raises
    ------
    WordsError
        With the line that can't be read.
    """
    try:
        state = path.stat()
    except OSError:
        return _read(path, None)
    return _read(path, (state.st_mtime_ns, state.st_size))


@cache
def _read(path: Path, changed: tuple[int, int] | None) -> yamlfile.Document:
    from lessons.kit.written import yamlfile  # the YAML library takes long to import

    if changed is None:
        return yamlfile.Document({}, {}, [])
    try:
        document = yamlfile.read(path.read_bytes())
    except yamlfile.YamlError as error:
        raise WordsError(f"{shown(path)}, line {error.line}: {error}") from None
    if not isinstance(document.data, dict):
        raise WordsError(f"{shown(path)}, line 1: the file must begin with an exhibit’s name.")
    return document


def translation(path: Path) -> Path:
    """Return where the same words stand in the language that the kit speaks now."""
    code = language.current()
    return path if code == language.ENGLISH else path.with_suffix(f".{code}{path.suffix}")


def shown(path: Path) -> str:
    """Return how a file is named in a message: from the package down."""
    return "/".join(path.parts[-3:]) if path != SHARED else "lessons/kit/exhibits/shared.yaml"


def _in_lines(text: str) -> str:
    return text.replace("|", "\n")


def _find(words: Any, at: Iterable[str]) -> Any:
    for key in at:
        words = words.get(key) if isinstance(words, dict) else None
    return words


def _closest(word: str, words: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, [*map(str, words)], n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else "."

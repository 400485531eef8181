"""What a learner gets of a map or chart: picture, alt text, table and source.

A picture alone shuts people out and can't be checked. An exhibit can't be built without the
sentence it proves, a text for those who don't see it, the table behind it and where that comes
from.
"""

from __future__ import annotations

import base64
import html
import io
import numbers
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from lessons.kit import data, language
from lessons.kit.catalogue import say
from lessons.kit.web import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Rows of the table that the text form shows; the HTML form shows them all.
TEXT_ROWS = 12

#: Sources that stand under a picture itself.
SOURCES_IN_SIGHT = 4

#: How hard a picture is packed: level 9 takes eight times as long and saves 5 per cent.
COMPRESSION = 6
#: What the palette rounds to nearly white is the paper.
NEARLY_WHITE = 253


class ExhibitError(ValueError):
    """An exhibit was built without something it needs."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """What an exhibit says while its headline is held back: until a question is answered.

    Parameters
    ----------
    title : str
        What the picture is about, without the finding.
    alt : str
        What the picture shows, without the finding.
    note : str
        What a reader must know to read the picture.
    """

    title: str
    alt: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class Exhibit:
    """A picture with all that is needed to read it, trust it and check it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The picture. It carries no title of its own.
    title : str
        The finding, as a sentence.
    subtitle : str
        What is measured, in which unit, from when to when.
    alt : str
        What the picture shows, for a reader who doesn't see it.
    table : pandas.DataFrame
        The numbers behind the picture, with headings that a learner understands.
    sources : sequence of str
        Keys of ``data/sources.csv``.
    note : str, optional
        What a careful reader must know: how sure, what is left out, whose view.
    before : Before, optional
        What stands there instead of title, alternative text and note: the question's card tells the
        headline once it is answered.
    on_screen : str, optional
        HTML that a page shows in the picture's place; paper has the picture.

    Raises
    ------
    ExhibitError
        If one of them, other than the last two, is missing or empty.
    lessons.kit.data.DataError
        If a source isn't in ``data/sources.csv``.

    Examples
    --------
    >>> import pandas as pd
    >>> from lessons.kit.exhibits import style
    >>> fig, ax = style.figure()
    >>> Exhibit(figure=fig, title="", subtitle="People", alt="A line.", sources=["AFP"],
    ...         table=pd.DataFrame({"Year": [2014]}))
    Traceback (most recent call last):
    lessons.kit.exhibits.exhibit.ExhibitError: An exhibit needs a title: the finding, as a sentence.
    """

    figure: Figure
    title: str
    subtitle: str
    alt: str
    table: pd.DataFrame
    sources: Sequence[str]
    note: str = ""
    before: Before | None = None
    on_screen: str = ""

    def __post_init__(self) -> None:
        needs = {
            "figure": "the matplotlib Figure that is shown",
            "title": "the finding, as a sentence",
            "subtitle": "what is measured, the unit and the period",
            "alt": "what the picture shows, for a reader who doesn't see it",
            "table": "the numbers behind the picture",
            "sources": "keys of data/sources.csv",
        }
        for field in fields(self):
            if field.name in needs and _is_empty(getattr(self, field.name)):
                raise ExhibitError(f"An exhibit needs a {field.name}: {needs[field.name]}.")
        if isinstance(self.sources, str):
            raise ExhibitError(f"sources is a list of keys: write [{self.sources!r}].")
        for key in self.sources:
            data.source(key)

    def shown(self) -> Exhibit:
        """Give the exhibit as learners see it: with its headline, or with what holds it back."""
        if self.before is None:
            return self
        said = {name: getattr(self.before, name) for name in ("title", "alt", "note")}
        return replace(self, **said, before=None)

    def png(self, dpi: float | None = None) -> bytes:
        """Draw the picture.

        Parameters
        ----------
        dpi : float, optional
            Pixels an inch; without it, as the style of the figure says.

        Returns
        -------
        bytes
            A PNG file with a palette: a third of the bytes of one with all colours.
        """
        file = io.BytesIO()
        picture = _drawn(self.figure, dpi or self.figure.dpi)
        _with_palette(picture).save(file, "PNG", compress_level=COMPRESSION)
        return file.getvalue()

    def source_line(self) -> str:
        """Say where the numbers come from, as it stands under the picture.

        Returns
        -------
        str
            One sentence with the institutions and years; the fold has titles and days.
        """
        return source_line(self.sources)

    def _repr_html_(self) -> str:
        return f"<style>{style('exhibit')}</style>{self.html(_inline)}"

    def html(self, picture: Callable[[Exhibit], str]) -> str:
        """Give the exhibit as HTML: its words, the picture, the table and the sources.

        Parameters
        ----------
        picture : callable
            Gives the picture's element, with its alternative text.

        Returns
        -------
        str
            A ``figure``.
        """
        if self.before:
            return self.shown().html(picture)
        note = f'<p class="exhibit-note">{html.escape(self.note)}</p>' if self.note else ""
        numbers = html.escape(say("exhibits.frame.numbers"))
        return (
            f'<figure class="exhibit"><figcaption>'
            f'<p class="exhibit-title" role="heading" aria-level="3">{html.escape(self.title)}</p>'
            f'<p class="exhibit-subtitle">{html.escape(self.subtitle)}</p></figcaption>'
            f"{self.on_screen or picture(self)}"
            f'{note}<p class="exhibit-source">{linked_sources(self.sources)}</p>'
            f"<details><summary>{numbers}</summary>"
            f'<div class="exhibit-table">{_html_table(self.table)}</div>'
            f"<ul>{self._full_sources()}</ul></details></figure>"
        )

    def _full_sources(self) -> str:
        return "".join(f"<li>{_full(data.source(key))}</li>" for key in self.sources)

    def __repr__(self) -> str:
        if self.before:
            return repr(self.shown())
        shown = in_words(self.table).head(TEXT_ROWS).to_string(index=False)
        left = len(self.table) - TEXT_ROWS
        more = "\n" + say("exhibits.frame.more", count=left) if left > 0 else ""
        note = f"{self.note}\n" if self.note else ""
        return f"{self.title}\n{self.subtitle}\n\n{shown}{more}\n\n{note}{self.source_line()}"


def _drawn(figure: Figure, dpi: float) -> Any:
    """Take a picture from where matplotlib draws it, without a file between."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas, own = FigureCanvasAgg(figure), figure.dpi
    try:
        figure.dpi = dpi
        canvas.draw()
        size = canvas.get_width_height()
        return Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert(
            "RGB"
        )
    finally:
        figure.dpi = own


def _with_palette(picture: Any) -> Any:
    """Give a picture 256 colours, white among them; letters keep their smooth edges."""
    from PIL import Image

    drawn = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    colors = drawn.getpalette()
    triples = [colors[n : n + 3] for n in range(0, len(colors), 3)]
    white = [[255] * 3 if min(one) >= NEARLY_WHITE else one for one in triples]
    drawn.putpalette([value for one in white for value in one])
    return drawn


def source_line(sources: Sequence[str]) -> str:
    """Say where numbers or words come from: who speaks, when, and where we read it.

    Parameters
    ----------
    sources : sequence of str
        Keys of ``data/sources.csv``.
    """
    cited = [_short(data.source(key)) for key in sources]
    return say("exhibits.frame.source", sources="; ".join(_shortened(cited)))


def linked_sources(sources: Sequence[str]) -> str:
    """Write the same in HTML, with each address that was opened in sight.

    Parameters
    ----------
    sources : sequence of str
        Keys of ``data/sources.csv``.
    """
    cited = [data.source(key) for key in sources]
    linked = "; ".join(_shortened([_linked(source, _short(source)) for source in cited]))
    return html.escape(say("exhibits.frame.source", sources="\0")).replace("\0", linked)


def _shortened(cited: list[str]) -> list[str]:
    """Keep the first of many sources in sight; all of them stand in the fold."""
    if len(cited) <= SOURCES_IN_SIGHT + 1:  # one more takes no more room than saying so
        return cited
    left = len(cited) - SOURCES_IN_SIGHT
    return [*cited[:SOURCES_IN_SIGHT], say("exhibits.frame.more_sources", count=left)]


def _inline(exhibit: Exhibit) -> str:
    """Give the picture inside the page itself."""
    content = base64.b64encode(exhibit.png()).decode("ascii")
    width = round(exhibit.figure.get_figwidth() * 100)
    return (
        f'<img width="{width}" alt="{html.escape(exhibit.alt)}" '
        f'src="data:image/png;base64,{content}">'
    )


def in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Write each cell of a table as a reader expects it.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table.

    Returns
    -------
    pandas.DataFrame
        The same shape, text only: dates as "30 June 2021", whole numbers with thousands
        separators (not in a column whose name ends in "year"), nothing as "–".
    """
    written = table.astype(object)
    for column in table.columns:
        is_year = str(column).lower().endswith("year")
        written[column] = [_in_words(value, is_year=is_year) for value in table[column]]
    return written


def _in_words(value: Any, *, is_year: bool) -> str:
    import pandas as pd  # here, so that reading an exhibit's class costs nothing

    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return language.day(value)
    if isinstance(value, bool):
        return say("exhibits.frame.yes" if value else "exhibits.frame.no")
    if isinstance(value, numbers.Integral):
        return str(value) if is_year else language.number(int(value))
    if isinstance(value, float):
        return language.number(float(f"{value:.10g}"))
    return str(value)


def _html_table(table: pd.DataFrame) -> str:
    return str(in_words(table).to_html(index=False, border=0, justify="left", escape=True))


def _short(source: data.Source) -> str:
    """Name who speaks, when, and where we read it."""
    year = source.date[:4]
    dated = f" ({year})" if year.isdigit() else ""
    return source.speaker.replace(source.institution, source.institution + dated, 1)


def _full(source: data.Source) -> str:
    parts = [source.institution, source.title, source.date, _where(source)]
    return _linked(source, ", ".join(part for part in parts if part))


def _where(source: data.Source) -> str:
    """Say in words where a source was read."""
    if source.read_in != "not_read" and not source.read_at:
        return ""
    return say(f"exhibits.read.{source.read_in}", where=source.read_at)


def _linked(source: data.Source, words: str) -> str:
    text = html.escape(words)
    return f'<a href="{html.escape(source.url)}">{text}</a>' if source.url else text


def _is_empty(value: Any) -> bool:
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return hasattr(value, "__len__") and len(value) == 0

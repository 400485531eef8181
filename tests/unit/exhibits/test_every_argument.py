"""What an exhibit says is true of what it shows, whatever it was asked for.

Each exhibit is drawn over every argument that plans, switches and sliders list, and over drawn ones
where an argument is open. Each number, day and month in its title, subtitle, alternative text and
note then has to stand in its rows, be a count of them, be what was asked for, or repeat a cell of a
table that is named here. What an open exhibit's title says is worked out once more.
"""

from __future__ import annotations

import ast
import datetime as dt
import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from lessons.kit.data import ARTICLE_DATE, ROOT, repeats, table
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch
from lessons.kit.syllabus import entries
from lessons.kit.written import yamlfile

MONTHS = "|".join(dt.date(2000, month, 1).strftime("%B") for month in range(1, 13))
DAY = re.compile(rf"\b(?:(\d{{1,2}}) )?({MONTHS})(?: (\d{{4}}))?\b")


ARTICLE = "article_day"
CRIMEA_VOTE = ("assembly_votes | V01 | resolution", "assembly_votes | V01 | date")
MEMBERS = "count | assembly_vote_2014 | vote != ''"
SINCE = "deaths_total | K10 | counted_from"
ZONE = "disputed | Part of Donetsk oblast | since"

#: What an exhibit's words say beside its rows: cells and sums, asked for without its own code.
ALSO: Mapping[str, tuple[str, ...]] = {
    "the_call.clocks": (
        "contacts | H13 | start_utc", "contacts | H13 | end_utc",
        "contacts | H04 | start_utc", "contacts | H04 | end_utc",
        "minutes | H13", "minutes | H04",
    ),
    "the_call.people": ("contacts | H05 | date", ARTICLE),
    "the_call.events": ("timeline | Ukraine independent | date",),
    "the_call.where": (
        ZONE, "disputed | Abkhazia | since", "disputed | South Ossetia | since_in_words",
        "disputed | South Ossetia | since",
    ),
    "the_call.who_answers": ("count | claims | id != ''",),
    "the_map.contact_line": (ARTICLE,),
    "the_map.neighbours": (ZONE,),
    "the_map.oblasts": (ZONE, ARTICLE),
    "crimea.assembly_vote": CRIMEA_VOTE,
    "crimea.day_by_day": (
        "(timeline | Treaty on Crimea | date) - (timeline | Parliament seized | date)",
    ),
    "crimea.two_views": (
        *CRIMEA_VOTE, ARTICLE, "timeline | Court on Crimea | date",
        "timeline | Treaty on Crimea | date",
    ),
    "crimea.votes_by_region": (
        *CRIMEA_VOTE, MEMBERS, "assembly_votes | V01 | yes", "assembly_votes | V01 | abstain",
        "count | assembly_vote_2014 | vote == 'abstain' and"
        " (region.str.contains('Asia') or region.str.contains('Africa'))",
    ),
    "the_toll.civilians_by_year": (
        "deaths_total | K01 | counted_from", "deaths_total | K01 | as_of",
        "deaths_total | K01 | published",
        "sum | civilian_deaths_by_year | killed | year == 2014",
    ),
    "the_toll.revision": ("toll_in_the_news | N07 | figure", SINCE, ARTICLE),
    "the_toll.totals": (
        "toll_in_the_news | N07 | figure", SINCE, "deaths_total | K12 | published",
    ),
    "the_toll.who_died": (
        "deaths_by_category | K29 | counted_from", "casualties_other | K45 | low",
        "casualties_other | K45 | high", "civilian_deaths_by_year | K35-mh17 | killed",
    ),
    "nato.asked": ("timeline | Drafts published | date",),
    "nato.enlargement_maps": (ARTICLE, "map_limits | L01 | text", "map_limits | L02 | text"),
    "nato.growth": (ARTICLE, "timeline | End of the Soviet Union | date"),
    "nato.members_map": tuple(f"map_limits | L0{row} | text" for row in (1, 2, 3)),
    "georgia.control": (
        "timeline | Russia–Georgia war | date",
        ARTICLE,
        "count | recognitions | withdrawn != withdrawn",
    ),
    "georgia.georgia_map": (ARTICLE, "disputed | South Ossetia | note"),
    "georgia.recognitions": (ARTICLE, MEMBERS),
    "georgia.side_by_side": (ARTICLE,),
    "the_talks.drafts": ("timeline | Drafts published | date",),
    "the_talks.seats": tuple(f"meetings | F0{row} | planned_for" for row in (1, 2, 3)),
    "the_talks.three_tables": (ARTICLE,),
    "sanctions.first_steps": (
        "(timeline | First US sanctions | date) - (timeline | Parliament seized | date)",
    ),
    "sanctions.gas": (
        "gas_imports | E66-ec | year", "trade_with_russia | EGA1 | value",
    ),
    "sanctions.gdp": (
        ARTICLE, "gdp | E10 | billion_usd", "gdp | E12 | billion_usd",
        "100 - 100 * (gdp | E03 | billion_usd) / (gdp | E01 | billion_usd)",
    ),
    "sanctions.in_roubles": (
        "100 - 100 * (gdp | E03 | billion_usd) / (gdp | E01 | billion_usd)",
        "100 * (economy_by_year | EY2015 | gdp_roubles_bn)"
        " / (economy_by_year | EY2013 | gdp_roubles_bn) - 100",
        "100 * (economy_by_year | EY2015 | roubles_a_dollar)"
        " / (economy_by_year | EY2013 | roubles_a_dollar) - 100",
        "100 * (1 + (economy_by_year | EY2014 | gdp_prices) / 100)"
        " * (1 + (economy_by_year | EY2015 | gdp_prices) / 100) - 100",
        "100 - 100 * (1 + (economy_by_year | EY2014 | real_growth) / 100)"
        " * (1 + (economy_by_year | EY2015 | real_growth) / 100)",
    ),
    "sanctions.iran": ("sanctions | E55 | date", "name:May 2021"),
    "sanctions.rouble": (
        "sanctions | E60 | date",
        "(rouble_monthly | R2016-01 | roubles) / (rouble_monthly | R2014-03 | roubles)",
        "100 * (rouble_monthly | R2014-03 | roubles)"
        " / (rouble_monthly | R2014-01 | roubles) - 100",
    ),
    "sanctions.rouble_and_oil": (
        "oil_price | O2014-06 | month",
        "100 - 100 * (oil_price | O2015-01 | usd_a_barrel) / (oil_price | O2014-06 | usd_a_barrel)",
        "100 * (rouble_monthly | R2015-01 | roubles)"
        " / (rouble_monthly | R2014-06 | roubles) - 100",
        "100 - 100 * (economy_by_year | EY2021 | brent_usd) / ((sum | oil_price | usd_a_barrel |"
        " month < '2014-07-01' and month > '2013-12-31') / 6)",
    ),
    "sanctions.trade": ("trade_with_russia | E72 | date", "trade_with_russia | E72 | note"),
    "the_source.house_styles": (ARTICLE,),
    "the_source.path": (ARTICLE, "contacts | H07 | date"),
    "the_source.verdicts": (
        "count | claims | id != ''",
        "count | claims | verdict == 'accurate'",
    ),
    "afterwards.eight_weeks": ("timeline | Resolution ES-11/1 | date",),  # where its axis ends
    "afterwards.votes": (MEMBERS,),
}  # fmt: skip

#: Steps and rings of a map, how it is measured, and examples made up: no table holds them.
OF_THE_PICTURE = {
    "the_map.contact_line": {"17,800", "34"},
    "the_map.distances": {"1,000", "84"},
    "the_map.near": {"1,000", "450"},
    "the_map.projections": {"3035", "35"},
    "the_toll.civilians_by_year": {"10"},
    "the_toll.revision": {"12,800"},
    "georgia.control": {"31 December", "31"},
    "georgia.georgia_map": {"100", "18"},
    "sanctions.gas": {"40", "100"},
    "sanctions.in_roubles": {"100"},
    "sanctions.rouble_and_oil": {"159"},
    "sanctions.swift": {"500"},
}


def functions() -> Iterator[str]:
    """Name every exhibit, as ``lesson.function``."""
    for lesson in entries():
        package = importlib.import_module(f"lessons.{lesson.name}")
        for name in package.__all__:
            if getattr(package, name).__module__.endswith(".exhibits"):
                yield f"{lesson.name}.{name}"


def function(name: str) -> Callable[..., Any]:
    lesson, _, called = name.partition(".")
    return getattr(importlib.import_module(f"lessons.{lesson}"), called)  # type: ignore[no-any-return]


def listed(name: str) -> Iterator[tuple[str, dict[str, Any], Exhibit]]:
    """Draw an exhibit over each argument that a switch, a plan or a notebook gives it."""
    shown = function(name)()
    if isinstance(shown, Exhibit):
        yield name, _defaults(function(name)), shown
    elif isinstance(shown, Switch):
        for option, build in shown._choices.items():
            call = getattr(build, "func", build)
            given = dict(zip(_names(call), getattr(build, "args", ()), strict=False))
            asked = given | getattr(build, "keywords", {})
            yield f"{name.partition('.')[0]}.{call.__name__}", asked, shown.exhibit(option)
    for asked in _written(name):
        drawn = function(name)(**asked)
        if isinstance(drawn, Exhibit):
            yield name, asked, drawn


def _defaults(call: Callable[..., Any]) -> dict[str, Any]:
    return {
        name: parameter.default for name, parameter in inspect.signature(call).parameters.items()
    }


def _names(call: Callable[..., Any]) -> list[str]:
    return list(call.__code__.co_varnames[: call.__code__.co_argcount])


def _written(name: str) -> Iterator[dict[str, Any]]:
    """Find the calls that notebooks and plans write out: ``the_toll.totals("2019-01-20")``."""
    lesson = next(entry for entry in entries() if entry.name == name.partition(".")[0])
    notebook = ROOT / "notebooks" / f"{lesson.number:02}_{lesson.name}.ipynb"
    for path in (notebook, ROOT / "lessons" / lesson.name / "plan.md"):
        text = path.read_text(encoding="utf-8").replace('\\"', '"')
        for found in re.findall(rf"\b{re.escape(name)}\(([^()\n]+)\)", text):
            yield _asked(name, found)


def _asked(name: str, arguments: str) -> dict[str, Any]:
    call = ast.parse(f"f({arguments})", mode="eval").body
    assert isinstance(call, ast.Call)
    given = dict(zip(_names(function(name)), map(ast.literal_eval, call.args), strict=False))
    return given | {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}


def faults(name: str, exhibit: Exhibit, asked: Mapping[str, Any]) -> list[str]:
    """Name each number, day and month that its words say and nothing bears out."""
    words = "\n".join([exhibit.title, exhibit.subtitle, exhibit.alt, exhibit.note])
    shown = " ".join(_said(exhibit, asked))
    also = [_also(row) for row in ALSO.get(name, ())]
    days = [one for one in also if isinstance(one, dt.date)]
    texts = " ".join([shown, *(str(one) for one in also), *_digits(name)])
    counts = _counts(exhibit.table)
    known = {float(_plain(one)) for one in repeats.numbers(texts) if _is_number(one)} | counts
    known |= {float(one) for one in also if isinstance(one, int | float)}
    for day in days:
        texts += f" {day.day} {day:%B} {day.year}"
    found = [day[0] for day in DAY.finditer(words) if not _held(day, texts, name)]
    for number in repeats.numbers(DAY.sub(" ", words)):
        if number in OF_THE_PICTURE.get(name, ()) or number in texts:
            continue
        if not (_is_number(number) and _rounds(number, known)):
            found.append(number)
    return found


def _said(exhibit: Exhibit, asked: Mapping[str, Any]) -> Iterator[str]:
    """Give what the rows say, and what was asked for, with days in words."""
    if "year" in asked:
        yield f"31 December {asked['year']}"
    for cell in [*exhibit.table.to_numpy().ravel(), *asked.values(), *exhibit.table.columns]:
        yield str(cell)
        day = _day(cell)
        if day:
            yield f"{day.day} {day:%B} {day.year}"


def _day(cell: Any) -> dt.date | None:
    if isinstance(cell, dt.date) and not pd.isna(cell):
        return cell
    try:
        return dt.date.fromisoformat(str(cell))
    except ValueError:
        return None


def _held(day: re.Match[str], texts: str, name: str) -> bool:
    """Tell whether a day or month stands in what is known; one without a year in any year."""
    if day[0] in OF_THE_PICTURE.get(name, ()):
        return True
    number, month, year = day.groups()
    before, after = rf"\b{number} " if number else r"\b", rf",? {year}\b" if year else r"\b"
    return re.search(before + month + after, texts) is not None


def _counts(rows: pd.DataFrame) -> set[float]:
    """Give what can be counted in the rows: all of them, those that agree, and kinds."""
    found = {float(len(rows))}
    for column in rows:
        values = pd.Series([str(cell) for cell in rows[column]], dtype=object)
        found |= {float(count) for count in values.value_counts()} | {float(values.nunique())}
        found |= {float(len(re.split(r", | and ", cell))) for cell in values}  # names in a list
    return found


def _digits(name: str) -> Iterator[str]:
    """Give what the words write out, held to its row by another check."""
    lesson, _, called = name.partition(".")
    path = ROOT / "lessons" / lesson / "exhibits.yaml"
    if path.is_file():
        yield from map(str, yamlfile.read(path.read_bytes()).data.get(called, {}).get("digits", {}))


def _also(row: str) -> Any:
    kind, _, asked = row.partition(":")
    if kind == "name":
        return asked
    if row.startswith("minutes"):
        contact = row.split(" | ")[1]
        ends = [repeats.look_up(f"contacts | {contact} | {end}_utc") for end in ("start", "end")]
        begun, ended = (dt.datetime.fromisoformat(f"2021-12-30T{end}") for end in ends)
        return int((ended - begun).total_seconds() / 60)
    return repeats.look_up(row)


def _plain(number: str) -> str:
    return number.replace(",", "")


def _is_number(text: str) -> bool:
    try:
        float(_plain(text))
    except ValueError:
        return False
    return True


def _rounds(number: str, known: set[float]) -> bool:
    """Tell whether a known number, rounded to as many digits, is this one."""
    shown = _plain(number)
    digits = len(shown.partition(".")[2])
    return any(abs(float(shown) - one) <= 0.5 * 10**-digits + 1e-9 for one in known)


#: Open arguments, and how they are drawn: a day of a year, kilometres, years.
DAYS = {
    "the_toll.totals": ("until", dt.date(2014, 6, 25), ARTICLE_DATE),
    "nato.members_map": ("on", dt.date(1949, 8, 24), dt.date(2024, 12, 31)),
    "afterwards.eight_weeks": ("until", ARTICLE_DATE, dt.date(2022, 3, 31)),
}


def draw(name: str, **asked: Any) -> Exhibit:
    """Draw an exhibit that has an open argument, and hold its words to its rows."""
    exhibit: Exhibit = function(name)(**asked)
    plt.close("all")
    assert faults(name, exhibit, asked) == []
    return exhibit


def days(name: str) -> st.SearchStrategy[dt.date]:
    _, first, last = DAYS[name]
    return st.dates(first, last)


@pytest.mark.parametrize("name", list(functions()))
def test_words_are_true_of_what_is_shown(name: str) -> None:
    found = {}
    for drawn, asked, exhibit in listed(name):
        plt.close("all")
        found[drawn, str(asked)] = faults(drawn, exhibit, asked)
    assert [(call, said) for call, said in found.items() if said] == []


def drawn(amount: Callable[..., int], values: st.SearchStrategy[Any], check: Any) -> None:
    """Try what hypothesis draws: 20 in `test`, 200 in `soak`."""
    settings(max_examples=amount(test=20, soak=200))(given(values)(check))()


@pytest.mark.soak("exhibits")
def test_the_newest_count_is_the_newest_on_any_day(amount: Callable[..., int]) -> None:
    counts = table("deaths_total")

    def check(day: dt.date) -> None:
        out = counts[counts["published"].dt.date <= day]
        newest = out.iloc[-1]
        exhibit = draw("the_toll.totals", until=day.isoformat())
        numbers = [float(_plain(one)) for one in repeats.numbers(DAY.sub(" ", exhibit.title))]
        wanted = [newest["low"], *([] if pd.isna(newest["high"]) else [newest["high"]])]
        assert numbers[-len(wanted) :] == [float(one) for one in wanted]
        assert _in_words(day) in exhibit.title
        assert len(exhibit.table) == len(out)

    drawn(amount, days("the_toll.totals"), check)


@pytest.mark.soak("exhibits")
def test_members_are_counted_on_any_day(amount: Callable[..., int]) -> None:
    joined = table("nato_members")["accession"].dt.date

    def check(day: dt.date) -> None:
        exhibit = draw("nato.members_map", on=day.isoformat())
        assert exhibit.title == f"On {_in_words(day)} NATO had {(joined <= day).sum()} members"

    drawn(amount, days("nato.members_map"), check)


@pytest.mark.soak("exhibits")
def test_nothing_is_known_before_its_day(amount: Callable[..., int]) -> None:
    timeline = table("timeline")

    def check(day: dt.date) -> None:
        exhibit = draw("afterwards.eight_weeks", until=day.isoformat())
        words = "\n".join([exhibit.title, exhibit.subtitle, exhibit.alt, exhibit.note])
        later = timeline[timeline["date"].dt.date > max(day, dt.date(2022, 3, 3))]
        assert not [title for title in later["title"] if title in words]
        assert (
            "full-scale invasion" in exhibit.title and "no full-scale" not in exhibit.title
        ) == (day >= dt.date(2022, 2, 24))

    drawn(amount, days("afterwards.eight_weeks"), check)


@pytest.mark.soak("exhibits")
def test_a_wider_band_takes_in_more(amount: Callable[..., int]) -> None:
    def check(km: int) -> None:
        exhibit = draw("the_map.near", km=km)
        asked, russia = repeats.numbers(exhibit.title)
        assert int(asked) == km
        assert int(_plain(russia)) <= km * 3500  # Russia's stretch of border and coast, in km

    drawn(amount, st.integers(1, 400), check)


@pytest.mark.soak("exhibits")
def test_each_year_in_georgia_has_its_states(amount: Callable[..., int]) -> None:
    states = table("recognitions")

    def check(year: int) -> None:
        end = pd.Timestamp(year, 12, 31)
        held = states["withdrawn"].isna() | (states["withdrawn"] > end)
        both = states[held & (states["recognised"] <= end) & (states["recognised_what"] == "both")]
        title = draw("georgia.control", year=year).title
        assert str(year) in title
        count = repeats.numbers(title.partition(";")[2])
        assert count == ([str(len(both))] if len(both) else [])

    drawn(amount, st.integers(1991, 2021), check)


def _in_words(day: dt.date) -> str:
    return f"{day.day} {day:%B} {day.year}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"title": "In December 2019 the UN’s newest count was 13,400"}, "December 2019"),
        ({"title": "By 30 December 2021 the newest UN count was 13,500"}, "13,500"),
        ({"note": "The UN reported until 15 May 2013."}, "15 May 2013"),
        ({"alt": "Dots climb to 9,099."}, "9,099"),
        ({"subtitle": "Killed since July 2013"}, "July 2013"),
    ],
)
def test_a_false_month_or_number_is_named(words: dict[str, str], said: str) -> None:
    exhibit = function("the_toll.totals")()
    plt.close("all")
    false = replace(exhibit, **words)
    assert faults("the_toll.totals", exhibit, {"until": "2021-12-30"}) == []
    assert faults("the_toll.totals", false, {"until": "2021-12-30"}) == [said]

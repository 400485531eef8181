"""The maps of the lesson on the map: where Ukraine lies, and what a map does to what we see."""

from __future__ import annotations

import textwrap
from functools import partial

import geopandas as gpd
import pandas as pd
from matplotlib.patches import Circle
from matplotlib.ticker import MultipleLocator
from shapely import LineString

from lessons.kit.data import atlas, table
from lessons.kit.exhibits import maps, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch

BORDERS = "NATE"
VIEW = "Borders: UN General Assembly view"

#: How far from Ukraine the map of neighbours reaches, in kilometres.
MOST_KM = 400


def neighbours(*, labels: bool = True) -> Exhibit:
    """Show the states that share a land border with Ukraine.

    Parameters
    ----------
    labels : bool
        Whether names are written on the map; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    countries = atlas.countries()
    is_ukraine = countries["iso3"] == "UKR"
    ukraine = countries[is_ukraine]
    around = countries[countries.intersects(ukraine.geometry.union_all()) & ~is_ukraine]
    joined = table("nato_members").query("member_on_the_day").set_index("iso3")["accession"]
    in_nato = around[around["iso3"].isin(joined.index)]
    pieces = atlas.disputed().query("part_of == 'UKR'")

    fig, ax = maps.canvas("neighbours")
    maps.base(ax, "neighbours")
    maps.fill(ax, in_nato, maps.MEMBER)
    maps.fill(ax, ukraine, maps.SUBJECT, edgecolor=style.INK, linewidth=1.6)
    maps.hatch(ax, pieces)
    maps.scale_bar(ax, 200)
    entries = [
        ("Ukraine", {"facecolor": maps.SUBJECT, "edgecolor": style.INK}),
        ("Neighbour in NATO", {"facecolor": maps.MEMBER}),
        ("Other country", {"facecolor": style.LAND}),
        ("Not held by Ukraine’s government", maps.HATCHED),
    ]
    maps.key(fig, entries, title=VIEW)
    if labels:
        maps.label(ax, "neighbours")

    listed = around.sort_values("name")
    since = listed["iso3"].map(joined)
    return Exhibit(
        figure=fig,
        title=f"{_number(len(around))} countries share a land border with Ukraine; "
        f"{_number(len(in_nato)).lower()} of them are in NATO",
        subtitle="Ukraine and its neighbours on 30 December 2021.",
        alt="Map. Clockwise from the north, Ukraine borders Belarus, Russia, Moldova, Romania, "
        "Hungary, Slovakia and Poland. Poland, Slovakia, Hungary and Romania are in NATO. The "
        "Black Sea lies to the south. Crimea and a part of the Donbas in the east are hatched.",
        table=pd.DataFrame(
            {
                "Neighbour of Ukraine": listed["name"],
                "In NATO on 30 December 2021": [
                    "yes" if iso3 in joined else "no" for iso3 in listed["iso3"]
                ],
                "Joined": since,
            }
        ),
        sources=[BORDERS, *table("nato_members").query("iso3 in @in_nato.iso3")["source"].unique()],
        note=maps.viewpoint_line(pieces),
    )


def oblasts(*, labels: bool = True) -> Exhibit:
    """Show the regions of Ukraine.

    Parameters
    ----------
    labels : bool
        Whether names are written on the map; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    regions = atlas.regions("UKR")
    pieces = atlas.disputed().query("part_of == 'UKR'")

    fig, ax = maps.canvas("ukraine")
    maps.base(ax, "ukraine")
    maps.fill(ax, regions, maps.SUBJECT, edgecolor=style.GREY, linewidth=1)
    maps.hatch(ax, pieces)
    maps.scale_bar(ax, 200)
    entries = [
        ("Oblast", {"facecolor": maps.SUBJECT}),
        ("Not held by Ukraine’s government", maps.HATCHED),
    ]
    maps.key(fig, entries, title=VIEW)
    if labels:
        maps.label(ax, "ukraine")

    return Exhibit(
        figure=fig,
        title="Ukraine has 24 oblasts, one autonomous republic and two cities with special status",
        subtitle="The first-level regions of Ukraine on 30 December 2021. An oblast is a region "
        "with its own administration.",
        alt="Map of Ukraine’s 27 regions with their names. Crimea and Sevastopol in the south and "
        "the south-east of Donetsk and Luhansk oblasts are hatched.",
        table=_named(regions),
        sources=[BORDERS],
        note=maps.viewpoint_line(pieces),
    )


def contact_line(*, labels: bool = True) -> Exhibit:
    """Show the line that divided the Donbas on the day of the article.

    Parameters
    ----------
    labels : bool
        Whether names are written on the map; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    oblasts = atlas.regions("UKR").query("name in ['Donetsk oblast', 'Luhansk oblast']")
    pieces = atlas.disputed()
    held = pieces[pieces["name"].str.contains("Donetsk|Luhansk")]
    area = round(held["area_km2"].sum(), -2)
    share = area / (oblasts.to_crs("+proj=laea +lat_0=48.4 +lon_0=38.4").area.sum() / 1e6)

    fig, ax = maps.canvas("donbas")
    maps.base(ax, "donbas")
    maps.fill(ax, atlas.countries().query("iso3 == 'UKR'"), style.PAPER)
    maps.fill(ax, oblasts, maps.SUBJECT, edgecolor=style.GREY, linewidth=1.2)
    maps.hatch(ax, held)
    maps.line(ax, _inner_edge(held, oblasts), style.VERMILION, linewidth=3.5)
    maps.scale_bar(ax, 50)
    entries = [
        ("Donetsk and Luhansk oblasts", {"facecolor": maps.SUBJECT}),
        ("Rest of Ukraine", {"facecolor": style.PAPER}),
        ("Not held by Ukraine’s government", maps.HATCHED),
        ("Line of contact", {"facecolor": style.VERMILION}),
    ]
    maps.key(fig, entries, title=VIEW)
    maps.locator(ax, "neighbours", at=(0.015, 0.79, 0.25))
    if labels:
        maps.label(ax, "donbas")

    return Exhibit(
        figure=fig,
        title=f"Since 2014 a line of contact cuts the Donbas in two: about {share:.0%} of it lies "
        "beyond the government’s control",
        subtitle="Donetsk and Luhansk oblasts, together called the Donbas, on 30 December 2021.",
        alt="Map of the Donbas. A line runs from the north-east of Luhansk oblast west and then "
        "south to the Sea of Azov. The hatched south-eastern part with the cities of Donetsk and "
        "Luhansk borders Russia.",
        table=pd.DataFrame(
            {
                "Part": held["name"],
                "Controlled by": held["controlled_by"],
                "Since": maps.since(held),
                "Area in km², about": held["area_km2"].round(-2).astype(int),
            }
        ),
        sources=[BORDERS],
        note=f"{maps.viewpoint_line(held)} The area, about {area:,.0f} km², is measured on this "
        "map, not surveyed.",
    )


def distances() -> Exhibit:
    """Show how far it is from Kyiv to the other cities of the article.

    Returns
    -------
    Exhibit
        Distances on the ellipsoid, in kilometres.
    """
    cities = ["Moscow", "Brussels", "Geneva", "Vienna", "Tbilisi", "Washington, D.C."]
    places = table("places").set_index("name")
    kyiv = places.loc["Kyiv"]
    far = places.loc[cities]
    lon, lat = [kyiv["lon"]] * len(far), [kyiv["lat"]] * len(far)
    far = far.assign(km=maps.EARTH.inv(lon, lat, far["lon"], far["lat"])[2] / 1000)
    far = far.sort_values("km")
    paths = gpd.GeoSeries(
        [LineString([(0, 0), point]) for point in _from_kyiv(far)], crs=maps.frame("kyiv").crs
    )

    fig, ax = maps.canvas("kyiv")
    maps.base(ax, "kyiv")
    for radius in range(1000, 9000, 1000):
        ax.add_patch(Circle((0, 0), radius * 1000, fill=False, color=style.GREY))
    for radius in range(3000, 7000, 1000):
        maps.say(ax, f"{radius:,} km", at=(-0.966 * radius, -0.259 * radius))
    maps.line(ax, paths, style.VERMILION, linewidth=2.4)
    said = {str(city): f"{km:,.0f} km" for city, km in far["km"].items()}
    maps.label(ax, "kyiv", more=said)

    return Exhibit(
        figure=fig,
        title=f"From Kyiv it is {said['Moscow']} to Moscow, {said['Brussels']} to Brussels and "
        f"{said['Washington, D.C.']} to Washington",
        subtitle="Shortest way over the Earth’s surface. Distances from Kyiv are true on this map; "
        "each ring is 1,000 km farther out.",
        alt="Map centred on Kyiv with a ring every 1,000 km. Lines lead to "
        + ", ".join(f"{city} ({km})" for city, km in said.items())
        + ".",
        table=pd.DataFrame(
            {"From Kyiv to": far.index, "Kilometres": far["km"].round().astype(int)}
        ),
        sources=[*far["source"].unique(), BORDERS],
        note="Measured from city centre to city centre on the ellipsoid WGS 84. A road is longer. "
        f"{VIEW}.",
    )


def projections() -> Exhibit:
    """Show the same countries drawn in plain degrees and with true areas.

    Returns
    -------
    Exhibit
    """
    pair = {"UKR": "Ukraine", "SWE": "Sweden"}
    countries = atlas.countries()
    shown = countries[countries["iso3"].isin(list(pair))].set_index("iso3").loc[list(pair)]
    true = shown.to_crs("EPSG:3035").area / 1e6
    naive = shown.to_crs(maps.frame("degrees").crs).area

    fig, (left, right) = maps.canvas("degrees", cols=2)
    for ax, name in ((left, "degrees"), (right, "equal area")):
        maps.base(ax, name)
        maps.fill(ax, shown.loc[["UKR"]], maps.SUBJECT, edgecolor=style.INK, linewidth=1.2)
        maps.fill(ax, shown.loc[["SWE"]], maps.MEMBER, edgecolor=style.INK, hatch="...")
        maps.label(ax, "projections")
    maps.title(left, "Bad example: plain degrees")
    maps.title(right, "True areas")

    ratio = true / true["UKR"]
    return Exhibit(
        figure=fig,
        title=f"Drawn in plain degrees, Sweden looks larger than Ukraine. In truth Ukraine is "
        f"{1 / ratio['SWE'] - 1:.0%} larger",
        subtitle="Europe drawn twice: with a degree of longitude as long as a degree of latitude "
        "everywhere, and in a projection that keeps areas (Lambert’s, EPSG 3035).",
        alt="Two maps of Europe. On the left the north is stretched sideways and Sweden covers "
        "more of the page than Ukraine. On the right Ukraine covers more.",
        table=pd.DataFrame(
            {
                "Country": list(pair.values()),
                "True area in km², about": true.round(-3).astype(int).to_list(),
                "Area as against Ukraine, in truth": ratio.round(2).to_list(),
                "Area as against Ukraine, in plain degrees": (naive / naive["UKR"])
                .round(2)
                .to_list(),
            }
        ),
        sources=[BORDERS],
        note=f"{VIEW}. Every flat map gives up something: areas, shapes or distances. Ask which "
        "one your map keeps.",
    )


def near(km: int = 200) -> Exhibit:
    """Show how far a distance from Ukraine's land borders reaches.

    Parameters
    ----------
    km : int
        Distance from the border in kilometres, outside Ukraine.

    Returns
    -------
    Exhibit

    Raises
    ------
    ValueError
        If the distance is not between 1 and 400 km.
    """
    if not 1 <= km <= MOST_KM:
        raise ValueError(
            f"{km} km does not fit on this map; choose a distance from 1 to {MOST_KM}."
        )
    in_metres = maps.frame("neighbours").crs
    countries = atlas.countries().to_crs(in_metres).set_index("iso3")
    band = countries.geometry["UKR"].buffer(1000 * km)
    reached = countries.drop("UKR").clip(band)
    reached["area"] = reached.area / 1e6
    russia = reached["area"]["RUS"]
    moscow = atlas.places().to_crs(in_metres).set_index("id").geometry["P05"]
    to_moscow = moscow.distance(countries.geometry["UKR"]) / 1000

    fig, ax = maps.canvas("neighbours")
    maps.base(ax, "neighbours")
    maps.fill(ax, reached, maps.MEMBER)
    maps.hatch(ax, reached.loc[["RUS"]], "....")
    maps.fill(ax, countries.loc[["UKR"]], maps.SUBJECT, edgecolor=style.INK, linewidth=1.6)
    maps.hatch(ax, atlas.disputed().query("part_of == 'UKR'"))
    maps.scale_bar(ax, 200)
    entries = [
        ("Ukraine", {"facecolor": maps.SUBJECT, "edgecolor": style.INK}),
        (f"Within {km} km of it", {"facecolor": maps.MEMBER}),
        ("of that, Russia", {"facecolor": maps.MEMBER, "hatch": "....", "edgecolor": style.INK}),
        ("Not held by Ukraine’s government", maps.HATCHED),
    ]
    maps.key(fig, entries, title=VIEW)
    maps.label(ax, "neighbours")

    listed = reached.sort_values("area", ascending=False)
    return Exhibit(
        figure=fig,
        title=f"“Near the border” within {km} km takes in {_rounded(russia):,} km² of Russia",
        subtitle=f"Land within {km} km of Ukraine, measured outward from its borders and coasts.",
        alt=f"Map. A band of {km} km around Ukraine. It covers about {_rounded(russia):,} square "
        "kilometres of Russia, and parts of other neighbours.",
        table=pd.DataFrame(
            {
                "Country": listed["name"],
                f"Area within {km} km, in km²": [_rounded(area) for area in listed["area"]],
            }
        ),
        sources=[BORDERS],
        note=f"Measured on this map and rounded to 1,000 km². Moscow lies about "
        f"{_rounded(to_moscow, 10)} km from Ukraine’s border. {VIEW}.",
    )


def near_the_border() -> Switch:
    """Let the learner choose what “near the border” means.

    Returns
    -------
    Switch
        The map of :func:`near`, for 50, 100, 200 and 400 km.
    """
    return Switch(
        "“Near” means within",
        {f"{km} km": partial(near, km) for km in (50, 100, 200, MOST_KM)},
        slider=True,
        paper=("50 km", f"{MOST_KM} km"),
    )


def troops() -> Exhibit:
    """Set side by side who gave which number of Russian troops near Ukraine.

    Returns
    -------
    Exhibit
        Troops, as said from 3 to 30 December 2021.
    """
    said = table("troops_near_border").query("known_on_the_day").reset_index(drop=True)

    fig, ax = style.figure("wide")
    for row, count in said.iterrows():
        at = count["low"] if pd.notna(count["low"]) else count["high"]
        if pd.isna(at):
            ax.annotate("no figure given", (6_000, row), va="center", style="italic")
            continue
        is_forecast = count["kind"] == "forecast"
        color = style.VERMILION if is_forecast else style.BLUE
        ax.plot(
            at,
            row,
            "D" if is_forecast else "o",
            markersize=11,
            color=color,
            markerfacecolor=style.PAPER if is_forecast else color,
            markeredgewidth=2.4,
        )
        ax.annotate(
            count["wording"] + (" (forecast)" if is_forecast else ""),
            (at, row),
            xytext=(12, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold",
        )
    ax.set_yticks(
        range(len(said)),
        [
            f"{count['reported'].day} {count['reported']:%B}: "
            + textwrap.fill(count["said_by"].replace(", defence", ",\ndefence"), 30)
            for _, count in said.iterrows()
        ],
    )
    ax.set_ylim(len(said) - 0.3, -0.6)
    ax.set_xlim(0, 260_000)
    ax.xaxis.set_major_locator(MultipleLocator(50_000))
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")

    counted = said.query("kind == 'estimate'")
    return Exhibit(
        figure=fig,
        title=f"In December 2021 the estimates ran from {counted['low'].min():,} to more than "
        f"{counted['low'].max():,} troops",
        subtitle="Russian troops near Ukraine, as given in public, by day and speaker. Filled: "
        "troops said to be in place; hollow: a forecast for early 2022.",
        alt="; ".join(
            f"{count['reported'].day} December, {count['said_by']}: {count['wording']}"
            + (" as a forecast" if count["kind"] == "forecast" else "")
            for _, count in said.iterrows()
        )
        + ".",
        table=said[["reported", "said_by", "wording", "kind", "note"]].rename(
            columns={
                "reported": "Day",
                "said_by": "Who said it",
                "wording": "How many",
                "kind": "What it is",
                "note": "To bear in mind",
            }
        ),
        sources=list(said["source"].unique()),
        note="All speakers are parties to the dispute; no independent count is known. Russia "
        "denied any plan to invade and spoke of exercises on its own soil.",
    )


def _rounded(number: float, to: int = 1000) -> int:
    return round(number / to) * to


def _from_kyiv(places: pd.DataFrame) -> list[tuple[float, float]]:
    points = gpd.GeoSeries(gpd.points_from_xy(places["lon"], places["lat"]), crs=4326)
    points = points.to_crs(maps.frame("kyiv").crs)
    return list(zip(points.x, points.y, strict=True))


def _inner_edge(held: gpd.GeoDataFrame, oblasts: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the part of an area's edge that runs inside the oblasts, not along a border."""
    outer = oblasts.union_all().boundary.buffer(0.02)
    return gpd.GeoSeries([held.union_all().boundary.difference(outer)], crs=held.crs)


def _named(regions: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {"Region": regions["name"], "In Ukrainian": regions["name_local"], "Kind": regions["kind"]}
    )


def _number(count: int) -> str:
    words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
    return words[count] if count < len(words) else str(count)

"""The maps of the lesson on the map: where Ukraine lies, and what a map does to what we see."""

from __future__ import annotations

from functools import partial

import geopandas as gpd
import matplotlib as mpl
import pandas as pd
from matplotlib.patches import Circle
from matplotlib.ticker import MultipleLocator
from shapely import LineString, Point

from lessons.kit.data import ARTICLE_DATE, atlas, date_text, in_language, table
from lessons.kit.exhibits import charts, maps, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.maproom import Layer, Look, MapRoom, Since, Spot, path
from lessons.kit.exhibits.maps import BORDERS
from lessons.kit.exhibits.switch import Switch
from lessons.kit.exhibits.words import Words

words = Words(__name__)

#: How far from Ukraine the map of neighbours reaches, in kilometres.
MOST_KM = 400

#: Kinds of statement on troops that are drawn, with their marks; the first day that is shown.
DRAWN = {"count": "o", "count and forecast": "o", "bound": ">", "forecast": "D", "no number": "o"}
DECEMBER = "2021-12-01"
#: Lines of type that a row of the chart of troops has room for.
ROW, NARROW_ROW = 4.6, 7
#: To how many square kilometres an area that is measured on a map is rounded.
STEP = 1000


#: Parts of the map room's map: left and upper edge and width, in its units (5 km each).
LOOKS = {
    "europe": (0, 0, 1000),
    "ukraine": (560, 280, 380),
    "crimea": (700, 480, 130),
    "donbas": (770, 400, 110),
    "georgia": (855, 480, 145),
}
#: Layers of the map room, what the key says of their source, and which lie there at the start.
LAYERS = {
    "ground": ("ground_source", True),
    "line": ("line_source", False),
    "regions": ("regions_source", False),
    "nato": ("nato_source", False),
    "places": ("places_source", True),
}


def map_room(look: str = "ukraine") -> MapRoom:
    """Show one map of Europe to look around in, with layers, a measuring tape and a ring.

    Parameters
    ----------
    look : {"europe", "ukraine", "crimea", "donbas", "georgia"}
        The part that it opens with.

    Returns
    -------
    MapRoom

    Raises
    ------
    ValueError
        If there is no such part.
    """
    cities = atlas.places()
    cities = cities[cities["kind"].str.startswith("city")].cx[-12:, 30:]  # what lies on this map
    held, members = table("disputed"), table("nato_members").query("member_on_the_day")
    say = words("map_room")
    at = cities.set_index("name").geometry
    from_kyiv, from_moscow = (
        [say("km", km=km) for km in _kilometres(at[start], at)] for start in ("Kyiv", "Moscow")
    )

    room = atlas.svg_map("room")
    countries = {shape["id"]: shape["name"] for shape in room["shapes"]}
    in_words = held.assign(begun=maps.since(held), country=held["part_of"].map(countries))
    return MapRoom(
        map=room,
        title=say.text("title"),
        subtitle=say.text("subtitle"),
        note=say.text("note", view=maps.borders()),
        table=say.table(cities.assign(from_kyiv=from_kyiv, from_moscow=from_moscow)),
        places=[
            Spot(row["id"], in_language(row["name"]), row["lon"], row["lat"])
            for _, row in cities.iterrows()
        ],
        sources=[BORDERS, *held["source"].unique(), *members["source"].unique()],
        looks=[Look(part, say(part), *window) for part, window in LOOKS.items()],
        look=look,
        layers=[
            Layer(layer, say(layer), say(source), on=is_on)
            for layer, (source, is_on) in LAYERS.items()
        ],
        years=(1949, ARTICLE_DATE.year),
        joined={
            row["iso3"]: Since(row["accession"].year, say("joined", day=row["accession"]))
            for _, row in members.iterrows()
        },
        held={
            row["id"]: Since(row["since"].year, said)
            for (_, row), said in zip(held.iterrows(), say.each("held", in_words), strict=True)
        },
        line=(_line_of_contact(), say("line")),
    )


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
    members = table("nato_members").query("member_on_the_day").set_index("iso3")
    in_nato = around[around["iso3"].isin(members.index)]
    pieces = atlas.disputed().query("part_of == 'UKR'")
    say = words("neighbours", around=len(around), in_nato=len(in_nato))

    m = maps.Map("neighbours")
    m.fill(in_nato, maps.MEMBER)
    m.fill(ukraine, maps.SUBJECT, edgecolor=style.INK, linewidth=1.6)
    m.hatch(pieces)
    m.scale_bar(200)
    entries = [
        (say("ukraine"), {"facecolor": maps.SUBJECT, "edgecolor": style.INK}),
        (say("in_nato"), {"facecolor": maps.MEMBER}),
        (say("other"), {"facecolor": style.LAND}),
        maps.not_held("ukraine"),
    ]
    m.key(entries)
    if labels:
        m.label()

    listed = around.sort_values("name")
    is_member = listed["iso3"].isin(members.index)
    return say.exhibit(
        figure=m.figure,
        table=listed.assign(
            in_nato=is_member.map({True: say("yes"), False: say("no")}),
            joined=listed["iso3"].map(members["accession"]),
        ),
        sources=[BORDERS, *members.loc[in_nato["iso3"], "source"]],
        view=maps.viewpoint_line(pieces),
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

    say = words("oblasts")

    m = maps.Map("ukraine")
    m.fill(regions, maps.SUBJECT, edgecolor=style.GREY, linewidth=1)
    m.hatch(pieces)
    m.scale_bar(200)
    m.key([(say("oblast"), {"facecolor": maps.SUBJECT}), maps.not_held("ukraine")])
    if labels:
        m.label()

    return say.exhibit(
        figure=m.figure,
        table=regions,
        sources=[BORDERS],
        oblasts=(regions["kind"] == "oblast").sum(),
        regions=len(regions),
        view=maps.viewpoint_line(pieces),
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
    share = area / (oblasts.to_crs(maps.frame("donbas").crs).area.sum() / 1e6)
    say = words("contact_line")

    m = maps.Map("donbas")
    m.fill(atlas.countries().query("iso3 == 'UKR'"), style.PAPER)
    m.fill(oblasts, maps.SUBJECT, edgecolor=style.GREY, linewidth=1.2)
    m.hatch(held)
    m.line(_inner_edge(held, oblasts), style.VERMILION, linewidth=3.5)
    m.scale_bar(50)
    entries = [
        (say("donbas"), {"facecolor": maps.SUBJECT}),
        (say("ukraine"), {"facecolor": style.PAPER}),
        maps.not_held("ukraine"),
        (say("line"), {"facecolor": style.VERMILION}),
    ]
    m.key(entries)
    m.locator("neighbours", at=(0.015, 0.79, 0.25))
    if labels:
        m.label()

    return say.exhibit(
        figure=m.figure,
        table=held.assign(since=maps.since(held), area=held["area_km2"].round(-2).astype(int)),
        sources=[BORDERS],
        share=share,
        area=int(area),
        view=maps.viewpoint_line(held),
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

    ring = 1000
    say = words("distances", ring=ring)
    far["said"] = say.each("km", far)

    m = maps.Map("kyiv")
    for radius in range(ring, 9000, ring):
        m.ax.add_patch(Circle((0, 0), radius * 1000, fill=False, color=style.GREY))
    for radius in range(3000, 7000, ring):
        m.write(say("ring", radius=radius), at=(-0.966 * radius, -0.259 * radius))
    for radius in range(ring, 3000, ring):
        m.write(say("ring", radius=radius), at=(0.1 * radius, -0.995 * radius))
    m.line(paths, style.VERMILION, linewidth=2.4)
    m.label(more=dict(zip(far.index, far["said"], strict=True)))

    return say.exhibit(
        figure=m.figure,
        table=far.reset_index().assign(km=far["km"].round().astype(int).to_list()),
        sources=[*far["source"], BORDERS],
        moscow=far["said"]["Moscow"],
        brussels=far["said"]["Brussels"],
        washington=far["said"]["Washington, D.C."],
        cities=say.each("city", far.reset_index()),
    )


def projections() -> Exhibit:
    """Show the same countries drawn in plain degrees and with true areas.

    Returns
    -------
    Exhibit
    """
    countries = atlas.countries().set_index("iso3")
    pair = countries.loc[["UKR", "SWE"]]
    true = pair.to_crs(maps.frame("equal-area").crs).area / 1e6
    naive = pair.to_crs(maps.frame("degrees").crs).area
    say = words("projections")

    sheet = maps.Sheet("degrees", cols=2)
    for name, title in (("degrees", say("degrees")), ("equal-area", say("true"))):
        m = sheet.map(title, name=name)
        m.fill(pair.loc[["UKR"]], maps.SUBJECT, edgecolor=style.INK, linewidth=1.2)
        m.fill(pair.loc[["SWE"]], maps.MEMBER, edgecolor=style.INK, hatch="...")
        m.label("projections")

    return say.exhibit(
        figure=sheet.figure,
        table=pair.assign(
            area=true.round(-3).astype(int),
            in_truth=(true / true["UKR"]).round(2),
            in_degrees=(naive / naive["UKR"]).round(2),
        ),
        sources=[BORDERS],
        larger=true["UKR"] / true["SWE"] - 1,
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
        raise ValueError(words("near")("too_far", km=km, most=MOST_KM))
    in_metres = maps.frame("neighbours").crs
    countries = atlas.countries().to_crs(in_metres).set_index("iso3")
    band = countries.geometry["UKR"].buffer(1000 * km)
    reached = countries.drop("UKR").clip(band)
    reached["area"] = reached.area / 1e6
    moscow = atlas.places().to_crs(in_metres).set_index("name").geometry["Moscow"]
    to_moscow = moscow.distance(countries.geometry["UKR"]) / 1000
    say = words("near", km=km)

    m = maps.Map("neighbours")
    m.fill(reached, maps.MEMBER)
    m.hatch(reached.loc[["RUS"]], "....")
    m.fill(countries.loc[["UKR"]], maps.SUBJECT, edgecolor=style.INK, linewidth=1.6)
    m.hatch(atlas.disputed().query("part_of == 'UKR'"))
    m.scale_bar(200)
    entries = [
        (say("ukraine"), {"facecolor": maps.SUBJECT, "edgecolor": style.INK}),
        (say("within"), {"facecolor": maps.MEMBER}),
        (say("russia"), {"facecolor": maps.MEMBER, "hatch": "....", "edgecolor": style.INK}),
        maps.not_held("ukraine"),
    ]
    m.key(entries)
    m.label()

    listed = reached.sort_values("area", ascending=False)
    return say.exhibit(
        figure=m.figure,
        table=listed.assign(area=[_rounded(area) for area in listed["area"]]),
        sources=[BORDERS],
        russia=_rounded(reached["area"]["RUS"]),
        step=STEP,
        moscow=_rounded(to_moscow, 10),
    )


def near_the_border() -> Switch:
    """Let the learner choose what “near the border” means.

    Returns
    -------
    Switch
        The map of :func:`near`, for 50, 100, 200 and 400 km.
    """
    say = words("near_the_border")
    return Switch(
        say("question"),
        {say("km", km=km): partial(near, km) for km in (50, 100, 200, MOST_KM)},
        slider=True,
        paper=(say("km", km=50), say("km", km=MOST_KM)),
    )


def troops() -> Exhibit:
    """Set side by side who gave which number of Russian troops near Ukraine.

    Returns
    -------
    Exhibit
        Troops, as said in December 2021: a dot for a count, an arrow for "more than".
    """
    said = table("troops_near_border").query("spoken >= @DECEMBER")
    said = said[said["kind"].isin(DRAWN)].reset_index(drop=True)
    pairs = zip(said["spoken"], said["spoken_precision"], strict=True)
    said = said.assign(when=[date_text(day, precision) for day, precision in pairs])
    say = words("troops")

    fig, ax = style.figure("wide")
    for row, count in said.iterrows():
        at = count["low"] if pd.notna(count["low"]) else count["high"]
        if pd.isna(at):
            ax.annotate(say("none"), (6_000, row), va="center", style="italic")
            continue
        is_forecast = count["kind"] == "forecast"
        color = style.VERMILION if is_forecast else style.BLUE
        ax.plot(
            at,
            row,
            DRAWN[count["kind"]],
            markersize=11,
            color=color,
            markerfacecolor=style.PAPER if is_forecast else color,
            markeredgewidth=2.4,
        )
        ax.annotate(
            charts.broken(
                ax, say("forecast", **count) if is_forecast else in_language(count["wording"]), 0.52
            ),
            (at, row),
            xytext=(12, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold",
        )
    for row, speaker in enumerate(say.each("speaker", said)):
        ax.annotate(
            charts.broken(ax, speaker, 0.9), (0, row - 0.5), va="center", bbox=charts.ON_PAPER
        )
    lines = NARROW_ROW if style.is_narrow() else ROW
    fig.set_figheight(len(said) * lines * float(mpl.rcParams["font.size"]) / 72)
    ax.set_yticks([])
    ax.set_ylim(len(said) - 0.6, -0.7)
    ax.set_xlim(0, 420_000)
    ax.xaxis.set_major_locator(MultipleLocator(100_000))
    ax.xaxis.set_major_formatter(charts.NUMBERS)
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")

    counted = said.query("kind in ['count', 'bound', 'count and forecast']")
    return say.exhibit(
        figure=fig,
        table=said,
        sources=said["source"],
        since=pd.Timestamp(DECEMBER),
        least=counted["low"].min(),
        most=counted["low"].max(),
        said=[
            say("said_forecast" if row["kind"] == "forecast" else "said", **row)
            for _, row in said.iterrows()
        ],
    )


def _rounded(number: float, to: int = STEP) -> int:
    return round(number / to) * to


def _from_kyiv(places: pd.DataFrame) -> list[tuple[float, float]]:
    points = gpd.GeoSeries(gpd.points_from_xy(places["lon"], places["lat"]), crs=4326)
    points = points.to_crs(maps.frame("kyiv").crs)
    return list(zip(points.x, points.y, strict=True))


def _line_of_contact() -> str:
    """Draw the line that divided the Donbas as a path of the map room."""
    oblasts = atlas.regions("UKR").query("name in ['Donetsk oblast', 'Luhansk oblast']")
    pieces = atlas.disputed()
    return path(_inner_edge(pieces[pieces["id"].isin(["donetsk-part", "luhansk-part"])], oblasts))


def _kilometres(start: Point, places: gpd.GeoSeries) -> list[int]:
    """Measure over the ground, on the ellipsoid."""
    ways = [maps.EARTH.inv(start.x, start.y, place.x, place.y)[2] for place in places]
    return [round(metres / 1000) for metres in ways]


def _inner_edge(held: gpd.GeoDataFrame, oblasts: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the part of an area's edge that runs inside the oblasts, not along a border."""
    outer = oblasts.union_all().boundary.buffer(0.02)
    return gpd.GeoSeries([held.union_all().boundary.difference(outer)], crs=held.crs)

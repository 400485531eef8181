"""The map of the lesson on the call: who spoke where."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely import LineString

from lessons.kit import atlas, maps, style
from lessons.kit.data import date_text, table
from lessons.kit.exhibit import Exhibit

BORDERS = "NATE"

#: The two conversations of December, rows of the timeline, and the places that they joined.
CALLS = {
    "T44": ("Washington, D.C.", "Sochi"),
    "T48": ("Wilmington (Delaware)", "Moscow"),
}
#: The talks that the article announces, and who was to meet; the rows say where.
TALKS = {
    "T49": "United States and Russia",
    "T50": "NATO and Russia",
    "T51": "the 57 states of the OSCE",
}


def where(*, labels: bool = True) -> Exhibit:
    """Show which places the calls joined, and where the talks were to be held.

    Parameters
    ----------
    labels : bool
        Whether names are written on the map; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    timeline = table("timeline").set_index("id")
    places = table("places").set_index("name")
    calls = gpd.GeoSeries([_path(places.loc[list(ends)]) for ends in CALLS.values()], crs=4326)
    tables = places.loc[timeline.loc[list(TALKS), "place"]]
    pieces = atlas.disputed()

    fig, ax = maps.canvas("atlantic")
    maps.base(ax, "atlantic")
    maps.hatch(ax, pieces)
    maps.line(ax, calls, style.VERMILION, linewidth=2.4)
    if labels:
        maps.label(ax, "atlantic", more=_days(timeline))
    maps.dots(ax, tables, style.BLUE, s=110, marker="s", zorder=7)
    entries = [
        ("Joined by a call in December 2021", {"facecolor": style.VERMILION}),
        ("Talks planned for January 2022", {"facecolor": style.BLUE}),
        ("Not held by its government", maps.HATCHED),
    ]
    maps.key(fig, entries, title="Borders: UN General Assembly view")

    rows = [
        (place, timeline.loc[event, "title"], timeline.loc[event, "date"])
        for event, ends in CALLS.items()
        for place in ends
    ]
    rows += [
        (timeline.loc[event, "place"], f"Talks planned for January 2022: {who}", pd.NaT)
        for event, who in TALKS.items()
    ]
    return Exhibit(
        figure=fig,
        title="The call joins Wilmington and Moscow; talks are planned in three other cities, and "
        "none of them in Kyiv",
        subtitle="Where the presidents of the United States and Russia were when they spoke in "
        "December 2021, and where talks were to follow.",
        alt="Map of the North Atlantic and Europe. A line joins Wilmington in Delaware with Moscow, "
        "another Washington with Sochi. Squares mark Geneva, Brussels and Vienna. Kyiv, the "
        "capital of Ukraine, has neither.",
        table=pd.DataFrame(rows, columns=["Place", "What", "When"]),
        sources=[*timeline.loc[list(CALLS), "source"].unique(), "AFP", "GEO", BORDERS],
        note=maps.viewpoint_line(pieces),
    )


def _path(ends: pd.DataFrame) -> LineString:
    """Return the shortest way between two places, in steps of about 100 km."""
    (lon, lat), (to_lon, to_lat) = ends[["lon", "lat"]].to_numpy()
    between = maps.EARTH.npts(lon, lat, to_lon, to_lat, 80)
    return LineString([(lon, lat), *between, (to_lon, to_lat)])


def _days(timeline: pd.DataFrame) -> dict[str, str]:
    """Say on which day each place was joined by a call."""
    return {
        place: date_text(timeline.loc[event, "date"]).removesuffix(" 2021")
        for event, ends in CALLS.items()
        for place in ends
    }

"""The map of the lesson on Georgia."""

from __future__ import annotations

import pandas as pd

from lessons.kit import atlas, maps, style
from lessons.kit.exhibit import Exhibit

BORDERS = "NATE"


def georgia_map(*, labels: bool = True) -> Exhibit:
    """Show Georgia with the two regions that its government doesn't control.

    Parameters
    ----------
    labels : bool
        Whether names are written on the map; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    georgia = atlas.countries().query("iso3 == 'GEO'")
    pieces = atlas.disputed().query("part_of == 'GEO'")
    share = pieces["area_km2"].sum() / (georgia.to_crs("ESRI:54034").area.sum() / 1e6)

    fig, ax = maps.canvas("georgia")
    maps.base(ax, "georgia")
    maps.fill(ax, georgia, maps.SUBJECT, edgecolor=style.INK, linewidth=1.4)
    maps.hatch(ax, pieces)
    maps.scale_bar(ax, 100)
    entries = [
        ("Georgia", {"facecolor": maps.SUBJECT, "edgecolor": style.INK}),
        ("Not held by Georgia’s government", maps.HATCHED),
    ]
    maps.key(fig, entries, title="Borders: UN General Assembly view")
    maps.locator(ax, "europe", at=(0.785, 0.6, 0.2))
    if labels:
        maps.label(ax, "georgia")

    return Exhibit(
        figure=fig,
        title=f"About {share:.0%} of Georgia is not under its government’s control",
        subtitle="Georgia, Abkhazia and South Ossetia on 30 December 2021.",
        alt="Map of Georgia between the Black Sea and Azerbaijan, with Russia to the north. Two "
        "regions on the Russian border are hatched: Abkhazia in the north-west, on the sea, and "
        "South Ossetia in the middle of the north, less than 100 km from Tbilisi.",
        table=pd.DataFrame(
            {
                "Region": pieces["name"],
                "Part of": "Georgia",
                "Controlled by": pieces["controlled_by"],
                "Since": pieces["since"],
                "Area in km², measured on this map": pieces["area_km2"].round(-1).astype(int),
            }
        ),
        sources=[BORDERS, "GLO", "ILO"],
        note=f"{maps.viewpoint_line(pieces)} Russia and very few other states call both regions "
        "independent since 2008; Georgia calls South Ossetia the Tskhinvali region.",
    )

"""The maps of the lesson on Crimea: one place seen two ways, and how the world's states voted."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from lessons.kit import atlas, maps, style
from lessons.kit.data import table
from lessons.kit.exhibit import Exhibit

BORDERS = "NATE"
RUSSIA = "#D9D3C7"

#: How each answer is drawn: the colours differ in a grey copy as well, and two are hatched.
VOTES = {
    "yes": ("Yes", {"facecolor": style.BLUE}),
    "no": ("No", {"facecolor": style.VERMILION, "hatch": "xxx"}),
    "abstain": ("Abstained", {"facecolor": "#C9C2B4", "hatch": "///"}),
    "absent": ("Did not vote", {"facecolor": style.PAPER}),
}
#: km². A state smaller than this is shown as a dot as well: on a world map it can't be seen.
SMALL = 3_000


def two_views(*, labels: bool = True) -> Exhibit:
    """Show Crimea in the UN General Assembly's view, and by who controls the ground.

    Parameters
    ----------
    labels : bool
        Whether names are written on the maps; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    pieces = atlas.disputed()
    crimea = pieces[pieces["name"].str.contains("Crimea|Sevastopol")]
    views = {"un": "The UN General Assembly’s view", "control": "Who controls the ground"}

    fig, axes = maps.canvas("crimea", cols=2)
    for ax, (view, title) in zip(axes, views.items(), strict=True):
        countries = atlas.countries(viewpoint=view)
        maps.base(ax, "crimea", viewpoint=view)
        maps.fill(ax, countries.query("iso3 == 'UKR'"), maps.SUBJECT, edgecolor=style.INK)
        maps.fill(ax, countries.query("iso3 == 'RUS'"), RUSSIA, edgecolor=style.INK)
        maps.hatch(ax, crimea)
        maps.title(ax, title)
        if labels:
            maps.label(ax, "crimea")
    maps.scale_bar(axes[0], 100)
    entries = [
        ("Ukraine", {"facecolor": maps.SUBJECT}),
        ("Russia", {"facecolor": RUSSIA}),
        ("Held by Russia since 2014", maps.HATCHED),
    ]
    maps.key(fig, entries)

    return Exhibit(
        figure=fig,
        title="The same peninsula, two maps: Ukraine’s by the General Assembly’s finding, in "
        "Russia’s hands since 2014",
        subtitle="Crimea with Sevastopol on 30 December 2021.",
        alt="Two maps of Crimea side by side. On the left it has the colour of Ukraine, on the "
        "right that of Russia. On both it is hatched: Russia has held it since 2014.",
        table=pd.DataFrame(
            {
                "Area": crimea["name"],
                "Part of, for the UN General Assembly": "Ukraine",
                "Controlled by": crimea["controlled_by"],
                "Since": crimea["since"],
                "km², about": crimea["area_km2"].round(-2).astype(int),
            }
        ),
        sources=[BORDERS, "pGA", "UNV"],
        note=f"{maps.viewpoint_line(crimea)} Resolution 68/262 of 27 March 2014 asks states not to "
        "recognise any change in the status of Crimea and Sevastopol. Russia calls the change a "
        "reunification and rejects the resolution. Who holds a place and whose it is in law are "
        "two questions.",
    )


def assembly_vote() -> Exhibit:
    """Show how the states of the world voted on General Assembly resolution 68/262.

    Returns
    -------
    Exhibit
        Votes by state, 27 March 2014.
    """
    votes = table("assembly_vote_2014")
    states = atlas.countries(on="2014-03-27").merge(votes[["iso3", "vote"]], on="iso3")
    small = states[states.to_crs("ESRI:54034").area / 1e6 < SMALL]
    count = votes["vote"].value_counts()

    fig, ax = maps.canvas("world")
    maps.base(ax, "world", on="2014-03-27")
    for answer, (_, look) in VOTES.items():
        maps.fill(ax, states.query("vote == @answer"), look["facecolor"], hatch=look.get("hatch"))
        dots = _centres(small.query("vote == @answer"))
        maps.dots(ax, dots, look["facecolor"], edgecolor=style.INK, linewidth=0.7)
    entries = [(f"{text}: {count[answer]}", look) for answer, (text, look) in VOTES.items()]
    maps.key(fig, entries)

    yes, no, abstain, absent = (int(count[answer]) for answer in VOTES)
    return Exhibit(
        figure=fig,
        title=f"{yes} states voted for Ukraine’s territorial integrity, {no} against; {abstain} "
        f"abstained and {absent} did not vote",
        subtitle=f"UN General Assembly, resolution 68/262, 27 March 2014: {len(votes)} member states.",
        alt=f"World map of the vote. Yes ({yes}): Europe, North America, Japan, Australia and "
        f"others. No ({no}): {_names(votes, 'no')}. Abstained ({abstain}): among them China, India, "
        f"Brazil and South Africa. Did not vote ({absent}).",
        table=votes[["country", "vote", "region"]].rename(
            columns={"country": "State", "vote": "Vote", "region": "Region of the world"}
        ),
        sources=["UNV", "CRY", BORDERS],
        note=f"Very small states are shown as dots. {VIEW} Land without a vote of its own has the "
        "colour of bare land. A resolution of the Assembly is a recommendation; it isn’t binding "
        "in law like a decision of the Security Council.",
    )


VIEW = "Borders: UN General Assembly view, as on the day of the vote."


def _centres(states: gpd.GeoDataFrame) -> pd.DataFrame:
    points = states.representative_point()
    return pd.DataFrame({"lon": points.x, "lat": points.y})


def _names(votes: pd.DataFrame, answer: str) -> str:
    return ", ".join(sorted(votes.query("vote == @answer")["country"]))

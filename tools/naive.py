"""The lesson on NATO as a handbook of geopandas would draw it: what the kit is measured beside."""

from lessons.kit.data import DATA

NAIVE = [
    f"""
import geopandas as gpd
import matplotlib.pyplot as plt
import pandas as pd
from ipywidgets import interact
plt.rcParams["figure.dpi"] = 150
tables = {str(DATA / "tables")!r}
members = pd.read_csv(tables + "/nato_members.csv", parse_dates=["accession"])
def draw(ax, on):
    land = gpd.read_file({str(DATA / "atlas" / "borders.fgb")!r})
    land = land.clip((-60, 15, 90, 84)).to_crs("EPSG:3035")
    inside = land[land.iso3.isin(members[members.accession <= on].iso3)]
    land.plot(ax=ax, facecolor="#F2EFE9", edgecolor="#8C867B", linewidth=0.7)
    inside.plot(ax=ax, facecolor="#BBD6E8", edgecolor="#8C867B", linewidth=0.7)
    ax.set(xlim=(2450e3, 7300e3), ylim=(1330e3, 5420e3), xticks=[], yticks=[])
def names(ax):
    for n in range(25):
        ax.text(2700e3 + n % 5 * 9e5, 1600e3 + n // 5 * 7e5, "Country")
""",
    """
@interact(year=(1949, 2024))
def timemap(year=2021):
    fig, ax = plt.subplots(figsize=(9, 7.6))
    draw(ax, f"{year}-12-31")
    plt.show()
""",
    """
fig, axes = plt.subplots(2, 2, figsize=(9, 7.6))
for ax, on in zip(axes.flat, ("1949-12-31", "1999-12-31", "2004-12-31", "2021-12-30")):
    draw(ax, on)
    ax.set_title(on[:4])
plt.show()
""",
    """
total = members.accession.value_counts().sort_index().cumsum()
fig, ax = plt.subplots(figsize=(9, 5))
ax.step(total.index, total, where="post")
ax.plot(total.index, total, "o")
plt.show()
""",
    """
steps = pd.read_csv(tables + "/nato_milestones.csv", parse_dates=["date"]).head(12)
fig, ax = plt.subplots(figsize=(9, 9))
ax.plot([0] * 12, steps.date, "o-")
for day, text in zip(steps.date, steps.title):
    ax.text(0.01, day, text)
plt.show()
""",
    """
points = pd.read_csv(tables + "/draft_points.csv").head(5)
fig, ax = plt.subplots(figsize=(9, 5))
ax.imshow(points[["in_us_draft", "in_nato_draft", "in_article"]])
ax.set_yticks(range(5), points.short)
plt.show()
""",
    """
fig, ax = plt.subplots(figsize=(9, 7.6))
draw(ax, "1990-01-01")
names(ax)
plt.show()
""",
]

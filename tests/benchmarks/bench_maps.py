"""What a first exhibit and a map cost, beside other ways to draw it.

The unit is the practical limit with matplotlib: prepared arrays drawn as one PathCollection, in a
process of its own. Routes whose package or raw data is not there say so.
"""
# ruff: noqa: E501  its snippets are programs

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import shapely

from lessons.kit.data import ROOT, atlas
from lessons.kit.syllabus import entries
from lessons.nato.exhibits import members_map, timemap
from tools.benchmark import Table, here, process
from tools.room import cells
from tools.screenshot import chromium

RAW = next((ROOT / "build/atlas").glob("*/usr/share/qgis/resources/data/world_map.gpkg"), None)

#: The start that all drawn routes share: the picture is a PNG of 1,350 pixels without a window.
LIMIT = """
import numpy as np
from matplotlib import font_manager
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
stored = np.load({arrays!r})
paths = [Path(v, c) for v, c in zip(np.split(stored["v"], stored["cut"]), np.split(stored["c"], stored["cut"]))]
fig = Figure(figsize=(9, 7.6), dpi=150)
ax = fig.add_axes((0, 0, 1, 1))
ax.add_collection(PathCollection(paths, facecolors="#F2EFE9", edgecolors="#8C867B", linewidths=0.7))
ax.set(xlim=(2450e3, 7300e3), ylim=(1330e3, 5420e3), aspect="equal", facecolor="#E3EDF2")
for n in range(25):
    ax.text(2700e3 + n % 5 * 9e5, 1600e3 + n // 5 * 7e5, "Country", fontsize=11.4)
fig.savefig({out!r}, pil_kwargs={{"compress_level": 2}})
"""

KIT = """
from lessons.nato.exhibits import members_map
members_map().png()
"""

NAIVE = """
import geopandas as gpd
import matplotlib; matplotlib.use("agg")
import matplotlib.pyplot as plt
land = gpd.read_file({raw!r}, layer="countries")
land.geometry = land.make_valid()
land = land.clip((-60, 15, 90, 84)).to_crs("EPSG:3035")
ax = land.plot(figsize=(9, 7.6), facecolor="#F2EFE9", edgecolor="#8C867B", linewidth=0.7)
ax.set(xlim=(2450e3, 7300e3), ylim=(1330e3, 5420e3))
for n in range(25):
    ax.text(2700e3 + n % 5 * 9e5, 1600e3 + n // 5 * 7e5, "Country", fontsize=11.4)
plt.savefig({out!r}, dpi=150)
"""

CARTOPY = """
import cartopy.crs as ccrs
import matplotlib; matplotlib.use("agg")
import matplotlib.pyplot as plt
from lessons.kit.data import atlas
ax = plt.figure(figsize=(9, 7.6), dpi=150).add_subplot(projection=ccrs.epsg(3035))
ax.add_geometries(atlas.countries().geometry, ccrs.PlateCarree(), facecolor="#F2EFE9", edgecolor="#8C867B")
ax.set_extent((2450e3, 7300e3, 1330e3, 5420e3), ccrs.epsg(3035))
plt.savefig({out!r}, dpi=150)
"""

SVG = """
from lessons.kit.exhibits.timemap import TimeMap
from lessons.kit.data import atlas
TimeMap(map=atlas.svg_map("europe"), events=[], group="NATO", title="t", subtitle="s", sources=[],
        years=(1949, 2024), year=2021).to_html()
"""

LESSON_SVG = """
from lessons.nato.exhibits import timemap
timemap().to_html()
"""

#: What a notebook does with the last line of a cell.
SHOW = """{start}
shown = {last}
(getattr(shown, "_repr_mimebundle_", None) or shown._repr_html_)()
"""

#: Runs in the page: how long a step of the slider takes, and a frame without one.
STEPS = """async () => {
  const range = document.querySelector(".timemap input[type=range]");
  const next = () => new Promise((done) => requestAnimationFrame(done));
  const paint = () => new Promise((done) => requestAnimationFrame(() => {
    const after = new MessageChannel(); // a message is answered once the frame is painted
    after.port1.onmessage = done;
    after.port2.postMessage(0);
  }));
  const script = [], painted = [];
  for (let year = 1950; year < 2010; year += 1) {
    await next();
    const start = performance.now();
    range.value = year;
    range.dispatchEvent(new Event("input", { bubbles: true }));
    script.push(performance.now() - start);
    await paint();
    painted.push(performance.now() - start);
  }
  const start = performance.now();
  for (let n = 0; n < 60; n += 1) await next();
  const middle = (all) => all.sort((a, b) => a - b)[all.length >> 1];
  return [middle(script), middle(painted), (performance.now() - start) / 60];
}"""


@pytest.fixture(scope="module")
def limit(tmp_path_factory: pytest.TempPathFactory, table: Table) -> tuple[str, float]:
    """Time the practical limit: arrays that are ready, drawn as one collection."""
    folder = tmp_path_factory.mktemp("limit")
    rings, codes = [], []
    for shape in atlas.countries().clip((-60, 15, 90, 84)).to_crs("EPSG:3035").geometry:
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                ring = shapely.get_coordinates(part.exterior)
                rings.append(ring)
                codes.append(np.r_[1, np.full(len(ring) - 2, 2), 79].astype("uint8"))
    arrays = folder / "arrays.npz"
    cut = np.cumsum([len(ring) for ring in rings])[:-1]
    np.savez(arrays, v=np.concatenate(rings), c=np.concatenate(codes), cut=cut)
    took = process(LIMIT.format(arrays=str(arrays), out=str(folder / "limit.png")))
    table.row("(f): a map from ready arrays, one bare PathCollection", took, "ms")
    return "(f)", took


@pytest.mark.parametrize("lesson", [entry.name for entry in entries()])
def test_first_exhibit_of_a_lesson(limit: tuple[str, float], table: Table, lesson: str) -> None:
    (notebook,) = (ROOT / "notebooks").glob(f"*_{lesson}.ipynb")
    first = next(cell for cell in cells(notebook) if ".ask(" not in cell)
    start, _, last = first.rpartition("\n")
    took = process(SHOW.format(start=start, last=last), runs=3)
    table.row(f"first exhibit, whole process: {last}", took, "ms", limit, 1.4)


def test_first_map_whole_process(limit: tuple[str, float], table: Table, tmp_path: Path) -> None:
    out = str(tmp_path / "map.png")
    table.row("first geopandas map, whole process: members_map()", process(KIT), "ms", limit, 1.4)
    naive, cartopy = "the same, naive geopandas on raw 10m data", "the same, cartopy"
    if RAW:
        table.row(naive, process(NAIVE.format(raw=str(RAW), out=out)), "ms", limit)
    else:
        table.absent(naive, "raw data absent; `make atlas` fetches them")
    if importlib.util.find_spec("cartopy"):
        table.row(cartopy, process(CARTOPY.format(out=out)), "ms", limit)
    else:
        table.absent(cartopy, "cartopy is not installed")


def test_first_interactive_map(limit: tuple[str, float], table: Table) -> None:
    table.row("first interactive map, whole process", process(SVG), "ms", limit, 0.05)
    table.row("the same with its lesson", process(LESSON_SVG), "ms", limit)
    ready = here(lambda: timemap().to_html())
    table.row("the same once the lesson is imported", ready, "ms", limit, 0.05)


def test_change_of_year(table: Table, tmp_path: Path) -> None:
    replot = here(lambda: members_map("1999-12-31").png())
    file = tmp_path / "map.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{timemap().to_html()}", encoding="utf-8")
    with chromium() as browser:
        page = browser.new_page()
        page.goto(file.as_uri())
        script, painted, frame = page.evaluate(STEPS)
    table.row("change of year: script", script, "ms", ("one frame", frame), 1)
    peer = ("the kit's own geopandas replot", replot)
    table.row("change of year: to the painted frame", painted, "ms", peer, 0.08)
    table.row("the same beside the screen", painted, "ms", ("one frame", frame), 2)

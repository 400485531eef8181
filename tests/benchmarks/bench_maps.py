"""What a map costs, beside other ways to draw it: ratios of one run on one machine.

The unit is the practical limit with matplotlib: prepared arrays drawn as one PathCollection, in a
process of its own. Routes whose package or raw data is not there are left out and say so.
"""
# ruff: noqa: T201, E501  a benchmark prints; its snippets are programs

import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from lessons.kit import atlas
from lessons.kit.data import ROOT
from lessons.nato.exhibits import members_map, timemap
from tools.screenshot import chromium

RUNS = 5
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
from lessons.kit import atlas
ax = plt.figure(figsize=(9, 7.6), dpi=150).add_subplot(projection=ccrs.epsg(3035))
ax.add_geometries(atlas.countries().geometry, ccrs.PlateCarree(), facecolor="#F2EFE9", edgecolor="#8C867B")
ax.set_extent((2450e3, 7300e3, 1330e3, 5420e3), ccrs.epsg(3035))
plt.savefig({out!r}, dpi=150)
"""

SVG = """
from lessons.kit.timemap import TimeMap
from lessons.kit import atlas
TimeMap(map=atlas.svg_map("europe"), events=[], group="NATO", title="t", subtitle="s", sources=[],
        years=(1949, 2024), year=2021).to_html()
"""

LESSON_SVG = """
from lessons.nato.exhibits import timemap
timemap().to_html()
"""


def process(code: str) -> float:
    """Return how long a new Python takes for a piece of code, in seconds: the fastest run.

    The fastest, not the middle one: what else the machine does can only make a run slower.
    """
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True)
        took.append(time.perf_counter() - start)
    return min(took)


def here(call: Callable[[], object]) -> float:
    """Return how long a call takes in this process, in seconds: the fastest run."""
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
    return min(took)


@pytest.fixture(scope="module")
def limit(tmp_path_factory: pytest.TempPathFactory) -> float:
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
    print(f"\n{'bare PathCollection: the unit':44} {1000 * took:7.0f} ms  × 1.00")
    return took


def say(name: str, took: float, unit: float, target: float | None = None) -> float:
    ratio = took / unit
    wanted = f"  target ≤ {target:g}" if target else ""
    print(f"{name:44} {1000 * took:7.1f} ms  × {ratio:.3f}{wanted}")
    return ratio


def test_first_map_whole_process(limit: float, tmp_path: Path) -> None:
    out = str(tmp_path / "map.png")
    kit = say("the kit: members_map()", process(KIT), limit, 1.4)
    if RAW:
        naive = say(
            "geopandas on the raw 10m data", process(NAIVE.format(raw=str(RAW), out=out)), limit
        )
        assert kit < naive
    else:
        print("geopandas on the raw 10m data: run `make atlas` first to have them")
    if importlib.util.find_spec("cartopy"):
        say("cartopy on the kit's borders", process(CARTOPY.format(out=out)), limit)
    else:
        print("cartopy on the kit's borders: cartopy is not installed")


def test_first_interactive_map(limit: float) -> None:
    assert say("the timemap alone, whole process", process(SVG), limit, 0.05) <= 0.15
    say("the timemap with its lesson, whole process", process(LESSON_SVG), limit)
    say("the timemap once the lesson is imported", here(lambda: timemap().to_html()), limit)


def test_change_of_year(limit: float, tmp_path: Path) -> None:
    replot = here(lambda: members_map("1999-12-31").png())
    file = tmp_path / "map.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{timemap().to_html()}", encoding="utf-8")
    with chromium() as browser:
        page = browser.new_page()
        page.goto(file.as_uri())
        script, painted, frame = page.evaluate(
            """async () => {
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
        )
    say("a new picture of the year by geopandas", replot, limit)
    print(f"{'the slider: script':44} {script:7.1f} ms")
    print(
        f"{'the slider: to the painted frame':44} {painted:7.1f} ms  ({painted / frame:.1f} frames)"
    )
    ratio = painted / 1000 / replot
    print(f"{'the slider beside geopandas':44} {'':10}  × {ratio:.3f}  target ≤ 0.08")
    assert painted / frame <= 2

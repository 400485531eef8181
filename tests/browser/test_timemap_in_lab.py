"""The interactive map in Chromium: as a page of its own, and in JupyterLab."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from lessons import afterwards
from lessons.kit.exhibits.timemap import TimeMap
from lessons.nato.exhibits import timemap
from tools.sheets import AT_REST, PATIENCE, Desk, Opener, Outside

CALM = "reduce"

#: Moves the slider as a key does; gives the years that the map does not show at once.
LATE = """async () => {
  const map = document.querySelector(".timemap");
  const range = map.querySelector("input[type=range]");
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const shapes = [...map.querySelectorAll(".map-shape")];
  const drawn = () => shapes.map((shape) => shape.className.baseVal).join();
  const late = [];
  for (let year = 1950; year < 2000; year += 1) {
    range.value = year;
    range.dispatchEvent(new Event("input", { bubbles: true }));
    const at_once = drawn();
    const said = map.querySelector(".timemap-year").textContent;
    for (let n = 0; n < 3; n += 1) await frame();
    if (said !== `${year}` || drawn() !== at_once) late.push(year);
  }
  return late;
}"""

#: Which countries the arrow keys reach from the map's tab stop.
REACHED = """() => {
  const seen = new Set();
  const ahead = [document.querySelector(".timemap .map-shape[tabindex='0']").dataset.id];
  while (ahead.length) {
    const id = ahead.pop();
    if (seen.has(id)) continue;
    seen.add(id);
    for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
      const shape = document.querySelector(`.timemap .map-shape[data-id="${id}"]`);
      shape.focus();
      shape.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      ahead.push(document.activeElement.dataset.id);
    }
  }
  return [...seen].sort();
}"""


def written(file: Path, shown: TimeMap) -> Path:
    """Write a map into a page that nothing else is needed for."""
    file.write_text(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Map</title>"
        f'<body data-jp-theme-light="true">{shown.to_html()}',
        encoding="utf-8",
    )
    return file


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("timemap") / "map.html", timemap())


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, page_file: Path) -> Iterator[Open]:
    """Give a function that opens the page; any request to elsewhere fails the test.

    With ``stopped=True`` the page's clock goes on only when the test says so.
    """
    contexts, asked, files = [], [], set()

    def make(file: Path = page_file, *, stopped: bool = False, **options: object) -> Page:
        files.add(file.as_uri())
        context = browser.new_context(viewport={"width": 1100, "height": 1400}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(f"error: {error}"))
        if stopped:
            page.clock.install()
        page.goto(file.as_uri())
        if stopped:
            page.clock.pause_at(datetime.now() + timedelta(hours=1))
        return page

    yield make
    assert [url for url in asked if url not in files] == []
    for context in contexts:
        context.close()


def shown(page: Page, key: str) -> str:
    return page.locator(f".map-shape[data-id='{key}']").get_attribute("class") or ""


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''")
    return name


def to_year(page: Page, year: int) -> None:
    page.get_by_role("slider").fill(str(year))


def test_the_slider_says_year_count_and_newcomers(opened: Open) -> None:
    page = opened()
    expect(page.locator(".timemap-state")).to_have_text("At the end of 2021: 30 members of NATO")
    to_year(page, 1999)
    expect(page.locator(".timemap-state")).to_have_text("At the end of 1999: 19 members of NATO")
    expect(page.get_by_role("status")).to_contain_text("Czechia, Hungary and Poland")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "1999: 19 members")
    assert "is-new" in shown(page, "POL")
    assert "is-in" in shown(page, "FRA")
    assert "is-in" not in shown(page, "UKR")


def test_the_live_region_is_left_alone_while_nobody_joins(opened: Open) -> None:
    page = opened()
    to_year(page, 1960)
    page.evaluate(
        "() => { window.spoken = 0; new MutationObserver(() => window.spoken++)"
        ".observe(document.querySelector('[role=status]'), {childList: true, subtree: true}); }"
    )
    for year in (1961, 1970, 1981):
        to_year(page, year)
    assert page.evaluate("window.spoken") == 0
    to_year(page, 1982)
    assert page.evaluate("window.spoken") > 0


def test_buttons_go_from_round_to_round(opened: Open) -> None:
    page = opened()
    page.get_by_role("button", name="Who joined before").click()
    expect(page.locator(".timemap-year")).to_have_text("2020")
    to_year(page, 1949)
    expect(page.get_by_role("button", name="Who joined before")).to_be_disabled()
    for year in (1952, 1955, 1982, 1999, 2004, 2009, 2017, 2020):
        page.get_by_role("button", name="Who joined next").click()
        expect(page.locator(".timemap-year")).to_have_text(str(year))
    expect(page.get_by_role("button", name="Who joined next")).to_be_disabled()
    expect(page.locator(".timemap-state")).to_have_text("At the end of 2020: 30 members of NATO")


def test_play_moves_and_pause_stops(opened: Open) -> None:
    page = opened(stopped=True)
    page.get_by_role("button", name="Play the years from 1949 to 2021").click()
    expect(page.locator(".timemap-year")).to_have_text("1949")
    page.clock.run_for(2000)
    reached = page.locator(".timemap-year").inner_text()
    assert 1950 < int(reached) < 2021
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(60_000)
    expect(page.locator(".timemap-year")).to_have_text(reached)


def test_play_ends_on_the_day_and_goes_on_only_when_asked(opened: Open, tmp_path: Path) -> None:
    page = opened(written(tmp_path / "map.html", afterwards.timemap()), stopped=True)
    page.get_by_role("button", name="Play the years").click()
    page.clock.run_for(60_000)
    expect(page.locator(".timemap-year")).to_have_text("2021")
    expect(page.get_by_role("button", name="Play the years")).to_be_visible()
    page.get_by_role("button", name="Play on to 2024, after the day").click()
    page.clock.run_for(60_000)
    expect(page.locator(".timemap-year")).to_have_text("2024")


def test_countries_are_read_by_name_and_carry_names_that_do_not_touch(opened: Open) -> None:
    page = opened()
    names = page.locator(".map-shape:not(.is-piece)").evaluate_all(
        "(all) => all.map((each) => each.getAttribute('aria-label').split(':')[0])"
    )
    by_name = page.evaluate("(all) => [...all].sort((a, b) => a.localeCompare(b))", names)
    assert names == by_name
    written = page.locator(".map-labels text")
    expect(written.filter(has_text="Ukraine")).to_be_visible()
    boxes = [text.bounding_box() for text in written.all()]
    assert len(boxes) > 15
    assert min(box["height"] for box in boxes if box) >= 12
    for number, a in enumerate(boxes):
        for b in boxes[number + 1 :]:
            assert a and b
            assert (
                a["x"] + a["width"] <= b["x"]
                or b["x"] + b["width"] <= a["x"]
                or a["y"] + a["height"] <= b["y"]
                or b["y"] + b["height"] <= a["y"]
            )


def test_forced_colours_leave_the_key_its_colours(opened: Open) -> None:
    page = opened(forced_colors="active")
    seen = page.locator(".timemap-swatch").evaluate_all(
        "(all) => all.map((each) => getComputedStyle(each).backgroundColor"
        " + getComputedStyle(each).backgroundImage)"
    )
    assert len(set(seen)) == len(seen) == 4


def test_who_wants_no_motion_gets_rounds_and_no_fading(opened: Open) -> None:
    page = opened(stopped=True, reduced_motion=CALM)
    page.get_by_role("button", name="Play the years").click()
    page.clock.run_for(1500)
    expect(page.locator(".timemap-year")).to_have_text("1949")
    page.clock.run_for(1500)
    expect(page.locator(".timemap-year")).to_have_text("1952")
    faded = page.locator(".map-shape").first.evaluate(
        "(e) => getComputedStyle(e).transitionDuration"
    )
    assert faded == "0s"


def test_the_viewpoint_changes_the_pieces_and_says_so(opened: Open) -> None:
    page = opened()
    line = page.locator(".timemap-line")
    expect(line).to_contain_text("Borders: UN General Assembly view; hatched:")
    assert "is-apart" not in shown(page, "crimea")
    page.get_by_label("Who controls the ground").check()
    expect(line).to_contain_text("Borders: who controls the ground")
    assert "is-apart" in shown(page, "crimea")
    assert "is-hatched" in (
        page.locator("[data-id='crimea'] + .map-hatch").get_attribute("class") or ""
    )
    to_year(page, 2013)
    assert "is-apart" not in shown(page, "crimea")
    expect(line).not_to_contain_text("Crimea")


def test_what_the_map_cannot_show_is_said_in_those_years(opened: Open) -> None:
    page = opened()
    limits = page.locator(".timemap-limits")
    to_year(page, 1960)
    expect(limits).to_contain_text("Only West Germany joined in 1955")
    expect(limits).to_contain_text("Czechoslovakia")
    to_year(page, 2000)
    expect(limits.locator("li")).to_have_count(0)


def test_focus_and_pointer_tell_a_country_s_date(opened: Open) -> None:
    page = opened()
    page.locator("[data-id='POL']").hover()
    expect(page.locator(".timemap-detail")).to_have_text("Poland: joined NATO on 12 March 1999")
    to_year(page, 1990)
    page.locator("[data-id='POL']").hover()
    expect(page.locator(".timemap-detail")).to_have_text(
        "Poland: not a member of NATO at the end of 1990"
    )
    expect(page.locator("[data-id='POL']")).to_have_attribute(
        "aria-label", "Poland: not a member of NATO at the end of 1990"
    )


def test_one_tab_stop_and_keys_for_all_countries(opened: Open) -> None:
    page = opened()
    assert page.locator(".map-shape[tabindex='0']").count() == 1
    page.locator(".map-shape[tabindex='0']").focus()
    for name in ("Ukraine", "United Kingdom", "United States", "Ukraine"):
        page.keyboard.press("u")
        assert focused(page).startswith(name)
    page.keyboard.press("Home")
    first = page.evaluate("document.activeElement.dataset.id")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.id") != first
    assert page.locator(".map-shape[tabindex='0']").count() == 1


def test_the_arrow_keys_reach_every_country(opened: Open) -> None:
    page = opened()
    ids = page.locator(".map-shape").evaluate_all("(all) => all.map((each) => each.dataset.id)")
    assert page.evaluate(REACHED) == sorted(ids)


def test_axe_finds_nothing_light_or_dark(opened: Open) -> None:
    page = opened()
    for light in ("true", "false"):
        page.evaluate(
            "(light) => { document.body.dataset.jpThemeLight = light;"
            "document.body.style.background = light === 'true' ? '#fff' : '#111';"
            "document.body.style.setProperty('--jp-content-font-color1',"
            "light === 'true' ? '#26241f' : '#f4f1ea');"
            "document.body.style.setProperty('--jp-content-font-color2',"
            "light === 'true' ? '#55514a' : '#c9c3b6');"
            "document.body.style.setProperty('--jp-layout-color2',"
            "light === 'true' ? '#f2efe9' : '#2a2a2a'); }",
            light,
        )
        found = Axe().run(page, context=".timemap").response["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"][:90]) for fault in found] == []


def test_a_change_of_year_waits_for_nothing(opened: Open) -> None:
    """The next frame that is painted shows it; how long that takes is for `make bench`."""
    assert opened().evaluate(LATE) == []


CELL = (
    "from lessons.nato.exhibits import timemap\nshown = timemap()\ndisplay(shown)\nprint('ready')"
)
"""Shows the map; the printed word tells that the cell has run."""


def test_in_jupyterlab_no_shortcut_fires_and_the_kernel_hears_the_year(
    sheet: Opener, desk: Desk
) -> None:
    notebook = sheet(CELL)
    page = notebook.page
    page.locator(".timemap").wait_for()
    before = notebook.notebook()
    page.locator(".map-shape[data-id='POL']").focus()
    for key in ("d", "d", "b", "a", "x", "z", "Enter", "0", "0", "ArrowDown", "j"):
        page.keyboard.press(key)
    desk.quiet()
    desk.frames.clear()
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("d")
    page.keyboard.press("d")
    expect(page.locator(".timemap-year")).to_have_text("2020")
    assert notebook.notebook() == before
    heard = desk.hear(rb'"year":\s*2020')
    assert sum(len(frame) for frame in heard) < 5000


def test_in_jupyterlab_moving_about_costs_no_word_to_the_kernel(sheet: Opener, desk: Desk) -> None:
    page = sheet(CELL).page
    page.locator(".timemap").wait_for()
    desk.quiet()
    desk.frames.clear()
    desk.sent.clear()
    for key in ("POL", "UKR", "FRA", "TUR"):
        page.locator(f".map-shape[data-id='{key}']").focus()
    page.keyboard.press("ArrowLeft")
    assert not [frame for frame in desk.frames if b"comm_msg" in frame]
    to_year(page, 2020)  # is told after all that was said before it
    desk.hear(rb'"year":\s*2020')
    desk.quiet()
    (told,) = {frame for frame in desk.sent if b"comm_msg" in frame}
    assert re.search(rb'"year":\s*2020', told)


def test_in_jupyterlab_the_theme_is_followed_and_nothing_is_fetched(
    sheet: Opener, desk: Desk, outside: Outside
) -> None:
    notebook = sheet(CELL)
    sea = notebook.page.locator(".timemap .map-sea")
    sea.wait_for()
    assert notebook.violations(".timemap") == []
    light = sea.evaluate("(e) => getComputedStyle(e).fill")
    try:
        desk.theme("Dark")
        expect(sea).not_to_have_css("fill", light)
        notebook.page.wait_for_function(AT_REST)
        assert notebook.violations(".timemap") == []
    finally:
        desk.theme("Light")
    assert outside.asked == []

"""The map room in Chromium: looking around, measuring, layers; by mouse, touch and keys."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pyproj import Geod

from lessons.kit.data import table
from lessons.kit.web import module
from lessons.the_map.exhibits import map_room

PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>Room</title>
<body data-jp-theme-light=true><div id=room></div><script type=module>
const from = URL.createObjectURL(new Blob([%s], {type: "text/javascript"}));
const spec = %s;
const room = await import(from);
room.default.render({model: {get: () => spec}, el: document.getElementById("room")});
</script>"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("room") / "room.html"
    script, spec = (
        json.dumps(part).replace("</", "<\\/")
        for part in (str(module("maproom")), map_room().spec())
    )
    file.write_text(PAGE % (script, spec), encoding="utf-8")
    return file


@pytest.fixture
def page(browser: Browser, page_file: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, has_touch=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(page_file.as_uri())
    page.locator(".room-map").wait_for()
    yield page
    assert errors == []
    context.close()


def seen(page: Page) -> list[float]:
    view = page.locator(".room-map").get_attribute("viewBox") or ""
    return [float(part) for part in view.split()]


def measure(page: Page, start: str, end: str) -> int:
    page.get_by_label("From", exact=True).select_option(label=start)
    page.get_by_label("To", exact=True).select_option(label=end)
    said = page.locator(".room-said").first.inner_text()
    return int(re.search(r"([\d,]+) km", said)[1].replace(",", ""))  # type: ignore[index]


def test_the_tape_agrees_with_pyproj(page: Page) -> None:
    places = table("places").set_index("name")
    for start, end in (("Kyiv", "Moscow"), ("Brussels", "Tbilisi"), ("Donetsk", "Luhansk")):
        a, b = places.loc[start], places.loc[end]
        metres = Geod(ellps="GRS80").inv(a["lon"], a["lat"], b["lon"], b["lat"])[2]
        assert measure(page, start, end) == pytest.approx(metres / 1000, rel=0.001, abs=0.5)


def test_two_presses_measure_between_two_points(page: Page) -> None:
    page.get_by_label("Take both ends").check()
    for country in ("POL", "ROU"):
        page.locator(f"[data-id='{country}']").click()
    said = page.locator(".room-said").first
    expect(said).to_contain_text("a point in Poland – a point in Romania:")
    assert page.locator(".room-tape").get_attribute("d")


def test_a_ring_says_which_land_lies_within(page: Page) -> None:
    page.get_by_label("Around", exact=True).select_option(label="Kyiv")
    found = page.locator(".room-found li").all_inner_texts()
    areas = {
        name: int(area.replace(",", ""))
        for name, area in (re.findall(r"(.+): about ([\d,]+) km", line)[0] for line in found)
    }
    assert list(areas) == ["Ukraine", "Belarus"]
    assert sum(areas.values()) == pytest.approx(3.1416 * 200**2, rel=0.05)


def test_keys_look_closer_go_on_and_tell(page: Page) -> None:
    page.locator(".map-shape[tabindex='0']").focus()
    before = seen(page)
    page.keyboard.press("+")
    assert seen(page)[2] < before[2]
    page.keyboard.press("-")
    page.keyboard.press("Shift+ArrowLeft")
    assert seen(page)[0] < before[0]
    page.keyboard.press("g")
    expect(page.locator(".room-tip")).to_have_text("Georgia")
    names = page.locator(".map-shape").evaluate_all(
        "(all) => all.filter((one) => !one.classList.contains('is-piece'))"
        ".map((one) => one.getAttribute('aria-label'))"
    )
    assert names == sorted(names)


def test_wheel_and_buttons_look_closer_at_what_is_pointed_at(page: Page) -> None:
    before = seen(page)
    page.get_by_role("button", name="Look closer").click()
    assert seen(page)[2] == pytest.approx(before[2] / 1.6)
    shape = page.locator("[data-id='crimea']")
    page.locator(".room-map").hover()
    page.mouse.wheel(0, -100)
    assert seen(page)[2] == pytest.approx(before[2] / 1.6)  # the page scrolls
    shape.focus()
    page.mouse.wheel(0, -100)
    page.wait_for_function("(w) => document.querySelector('.room-map').viewBox.baseVal.width < w",
                           arg=before[2] / 1.7)  # fmt: skip
    expect(page.locator(".room-tip")).to_contain_text("Crimea, part of Ukraine: controlled by")


def test_layers_and_years_change_the_map_at_once(page: Page) -> None:
    poland = page.locator("[data-id='POL']")
    expect(poland).not_to_have_class(re.compile("is-in"))
    page.get_by_label("Members of NATO").check()
    expect(poland).to_have_class(re.compile("is-in"))
    late = page.evaluate(
        "() => { const range = document.querySelector('.room-years input'); range.value = 1998;"
        "range.dispatchEvent(new Event('input', {bubbles: true}));"
        "return document.querySelector('[data-id=POL]').classList.contains('is-in'); }"
    )
    assert late is False
    expect(page.locator(".room-state")).to_have_text("At the end of 1998: 16 members of NATO")
    expect(page.locator("[data-id='crimea'] + .map-hatch")).not_to_have_class(
        re.compile("is-hatched")
    )


def test_names_never_touch(page: Page) -> None:
    for part in ("Europe", "Ukraine", "Crimea", "The Donbas", "Georgia"):
        page.get_by_label("Go to", exact=True).select_option(label=part)
        boxes = page.locator(".room-map .map-labels text").evaluate_all(
            "(all) => all.map((one) => one.getBoundingClientRect())"
            ".map(({left, right, top, bottom}) => [left, right, top + 3, bottom - 3])"
        )
        assert len(boxes) >= 2, part
        for n, (left, right, top, bottom) in enumerate(boxes):
            for other in boxes[n + 1 :]:
                apart = (
                    right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top
                )
                assert apart, part


def test_a_country_whose_middle_is_out_of_sight_is_named_where_it_is_seen(page: Page) -> None:
    expect(page.locator(".room-map .map-labels text", has_text="Russia")).to_be_visible()


def test_axe_finds_nothing(page: Page) -> None:
    found = Axe().run(page, context=".room").response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"][:90]) for fault in found] == []

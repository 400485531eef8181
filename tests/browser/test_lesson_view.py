"""The lesson view in JupyterLab: it runs the kit's own cells, and puts the host out of the way."""

import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize, expect

from lessons.kit.data import ROOT
from lessons.kit.places import NOTEBOOKS
from tools.screenshot import Faults, jupyterlab
from tools.sheets import PATIENCE

LAPTOP: ViewportSize = {"width": 1366, "height": 768}
#: What is left of a laptop's screen at 400 %.
ENLARGED: ViewportSize = {"width": 342, "height": 192}

SCROLLER = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer"
DRAWN = """() => document.querySelector('.rc-lesson .rc-card .rc-prompt')
  && !document.querySelector('.rc-waiting, .rc-busy')"""
SCROLL = f"() => document.querySelector({SCROLLER!r}).scrollTop"
RAN = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter((cell) => cell.model.type === 'code').map((cell) => [
    cell.model.sharedModel.getSource(), cell.model.executionCount])"""
#: Whether the place that is kept is the section with this title.
PLACE_KEPT = """(title) => {
  const { content, context } = window.jupyterapp.shell.currentWidget;
  const kept = JSON.parse(localStorage.getItem('reading-a-crisis:place:' + context.path));
  const cell = content.widgets.find((each) => each.model.id === kept?.cell);
  return cell?.node.textContent.includes(title);
}"""
#: What was asked for before has been done, and was painted.
SETTLED = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"""
DIRTY = "() => window.jupyterapp.shell.currentWidget.context.model.dirty"
#: How the file looked when the window last read or wrote it, if nothing is left to be written.
KNOWN = """() => { const { context } = window.jupyterapp.shell.currentWidget;
  return context.model.dirty ? null : context.contentsModel.hash; }"""
HOST = (
    ".jp-SideBar, #jp-top-panel, #jp-menu-panel, #jp-bottom-panel, .jp-NotebookPanel-toolbar, "
    ".jp-InputPrompt, .jp-OutputPrompt, .jp-Collapser, .jp-cell-toolbar"
)


def setting_kept(response: Response) -> bool:
    """Tell whether the server has kept how the learner wants to see lessons."""
    return "reading-a-crisis" in response.url and response.request.method == "PUT"


class School:
    """JupyterLab with a registered folder of copies."""

    def __init__(self, address: str, folder: Path, browser: Browser) -> None:
        self.address, self.folder, self.browser = address, folder, browser
        self.contexts: list[BrowserContext] = []

    def window(self, size: ViewportSize = LAPTOP, **options: Any) -> Page:
        """Open a browser of a learner's own, with nothing in it."""
        context = self.browser.new_context(viewport=size, **options)
        self.contexts.append(context)
        return self.tab(context)

    def tab(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    def lesson(self, name: str = "02_the_map", **change: str) -> Path:
        """Make a copy of a lesson; ``change`` gives a cell that holds a word another source."""
        notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
        for word, new in change.items():
            cell = next(c for c in notebook.cells if c.cell_type == "code" and word in c.source)
            cell.source = new
        return self.write(notebook, f"{name}.ipynb")

    def write(self, notebook: nbformat.NotebookNode, name: str) -> Path:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, self.folder / name)
        return self.folder / name

    def open(self, page: Page, file: Path) -> None:
        path = file.relative_to(ROOT).as_posix()
        page.goto(re.sub(r"/doc/tree/[^?]*", f"/doc/tree/{path}", self.address))

    def read(self, page: Page, file: Path) -> None:
        """Open a lesson, and wait until it is drawn."""
        self.open(page, file)
        page.wait_for_function(DRAWN)

    def clear(self) -> None:
        while self.contexts:
            self.contexts.pop().close()


@pytest.fixture(scope="module")
def lessons_lab(browser: Browser) -> Iterator[School]:
    folder = ROOT / "work" / f"lesson-view-{uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    try:
        with jupyterlab(folders=[folder]) as address:
            yield School(address, folder, browser)
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def school(lessons_lab: School) -> Iterator[School]:
    yield lessons_lab
    lessons_lab.clear()


def ran(page: Page) -> dict[str, int | None]:
    """Say which cells ran: by their code, how often the kernel had run anything."""
    return dict(page.evaluate(RAN))


def test_it_runs_when_opened_and_stays_at_the_top(school: School) -> None:
    page = school.window()
    faults = Faults()
    faults.watch(page)
    school.open(page, school.lesson())
    page.wait_for_selector(".rc-waiting")
    assert "drawing" in page.evaluate(
        "() => getComputedStyle(document.querySelector('.rc-waiting'), '::before').content"
        ".replace(/attr.*/, document.querySelector('.rc-waiting').dataset.rcWaiting)"
    )
    page.wait_for_function(DRAWN)
    assert all(ran(page).values())
    assert page.evaluate(SCROLL) == 0
    expect(page.locator(f":is({HOST}):visible")).to_have_count(0)
    assert (faults.errors, faults.outside) == ([], [])


def test_the_start_page_opens_with_a_picture_and_leads_into_a_lesson(school: School) -> None:
    page = school.window()
    for name in ("01_the_call", "05_nato"):
        school.lesson(name)
    school.open(page, school.lesson("00_start_here"))
    link = page.locator("a.rc-begin-link")
    page.wait_for_function("() => document.querySelector('.rc-lesson .rc-begin img')")
    page.wait_for_function(f"({RAN})().every(([, count]) => count)")
    expect(link).to_be_in_viewport(ratio=1)
    expect(page.locator(".rc-begin img")).to_be_in_viewport(ratio=0.4)
    expect(page.get_by_role("table", name="The lessons")).to_be_visible()
    expect(page.get_by_text("All good")).to_have_count(0)
    expect(page.locator(".rc-done")).to_be_empty()  # a nickname is no question
    lesson = re.search(r"lesson (\d+): (.+)", link.inner_text())
    assert lesson
    link.click()
    expect(page.locator(".rc-bar-title:visible")).to_have_text(" · ".join(lesson.groups()))
    page.wait_for_function(DRAWN)


def test_handing_in_by_keyboard(school: School) -> None:
    """The nickname is asked for in place; the browser saves the file."""
    page = school.window()
    school.read(page, school.lesson("05_nato"))
    keys = page.keyboard
    card = page.locator(".rc-card").filter(has=page.locator("input[type=radio]")).first
    card.locator("input[type=radio]").first.focus()
    keys.press("Space")
    card.locator("button.rc-main").focus()
    keys.press("Enter")
    card.locator(".rc-result:not([hidden])").wait_for()
    page.get_by_role("button", name="Hand in", exact=True).first.focus()
    keys.press("Enter")
    expect(page.get_by_role("button", name="Write my hand-in file")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_label("Who is this from?")).to_be_focused()
    keys.type("Red Fox")
    keys.press("Enter")
    expect(page.locator(".rc-told")).to_contain_text("handin-Red-Fox-")
    page.get_by_role("button", name="Save a copy").focus()
    with page.expect_download() as saved:
        keys.press("Enter")
    assert saved.value.suggested_filename.startswith("handin-Red-Fox-")


def test_a_changed_cell_waits_and_those_after_it_go_on(school: School) -> None:
    changed = "from lessons import the_map; the_map.oblasts(); open('ran', 'w').write('changed')"
    file = school.lesson(oblasts=changed)
    notebook = nbformat.read(file, as_version=4)
    notebook.cells.insert(4, nbformat.v4.new_code_cell("open('ran', 'w').write('own')"))
    school.write(notebook, file.name)
    page = school.window()
    school.read(page, file)
    counts = ran(page)
    waiting = [source for source, count in counts.items() if not count]
    assert waiting == ["open('ran', 'w').write('own')", changed]
    assert not (school.folder / "ran").exists()
    offer = page.locator(".rc-offer").filter(has_text="You changed this one")
    offer.get_by_role("button", name="Run").click()
    page.wait_for_function(f"({RAN})().filter(([, count]) => !count).length === 1")
    assert (school.folder / "ran").read_text() == "changed"


STRAY = "open({path!r}, 'a').write('stray')"


def test_what_lies_beside_a_lesson_does_not_run(school: School) -> None:
    trace = school.folder / "strayed"
    names = ["lessons.py", "msgspec.py", "sitecustomize.py", "ipython_config.py"]
    strays = [school.folder / name for name in names]
    strays.append(school.folder / ".ipython" / "profile_default" / "startup" / "00.py")
    for stray in strays:
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_text(STRAY.format(path=str(trace)))
    try:
        page = school.window()
        school.read(page, school.lesson())
        assert all(ran(page).values())
        assert not trace.exists()
    finally:
        for stray in strays:
            stray.unlink()


@pytest.mark.parametrize("where", ["beside", "outside"])
def test_a_foreign_notebook_does_not_run(school: School, where: str) -> None:
    """Not though it has a cell of the kit, lies beside the lessons or has a lesson's name."""
    notebook = nbformat.read(school.lesson(), as_version=4)
    file = school.write(notebook, "homework.ipynb")
    if where == "outside":
        other = school.folder.with_name(f"{school.folder.name}-other")
        other.mkdir()
        file = Path(shutil.move(file, other / "02_the_map.ipynb"))
    page = school.window()
    try:
        with page.expect_response(re.compile("reading-a-crisis/lesson")) as answer:
            school.open(page, file)
        assert answer.value.json() is None
        page.wait_for_function(
            "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel"
            "?.status === 'idle'"
        )
        page.evaluate(SETTLED)
        assert not any(ran(page).values())
        expect(page.locator(".rc-bar")).to_have_count(0)
        expect(page.locator("#jp-menu-panel")).to_be_visible()
    finally:
        if where == "outside":
            shutil.rmtree(file.parent)


def test_a_learner_comes_back_to_where_they_were(school: School) -> None:
    page = school.window()
    file = school.lesson()
    school.read(page, file)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="5. Near the border").click()
    heading = page.get_by_role("heading", name="5. Near the border")
    expect(heading).to_be_in_viewport()
    page.wait_for_function(PLACE_KEPT, arg="5. Near the border")
    page.reload()
    page.wait_for_function(DRAWN)
    expect(heading).to_be_in_viewport()
    top = heading.evaluate("node => node.getBoundingClientRect().top")
    assert top < LAPTOP["height"] / 3


def test_the_bar_by_keyboard_alone(school: School) -> None:
    page = school.window()
    school.read(page, school.lesson())
    bar = page.locator(".rc-bar")

    def tab_to(name: str, key: str = "Tab") -> None:
        for _ in range(30):
            label = page.evaluate("() => document.activeElement.textContent.trim()")
            if label == name:
                return
            page.keyboard.press(key)
        raise AssertionError(f"{key} never reached {name}")

    tab_to("Menu", "Shift+Tab")  # from the lesson, which has the focus
    page.keyboard.press("Enter")
    tab_to("Show the code")
    page.keyboard.press("Enter")
    expect(bar.get_by_role("button", name="Show the code")).to_have_attribute(
        "aria-pressed", "true"
    )
    tab_to("Dark")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(bar.get_by_role("button", name="Menu")).to_be_focused()
    expect(page.locator(".jp-CodeCell .jp-Cell-inputWrapper").first).to_be_visible()
    calls = page.locator(".jp-CodeCell").filter(has_text="the_map.neighbours()")
    behind = calls.get_by_role("button", name="The function behind it")
    behind.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rc-source:visible")).to_contain_text("def neighbours(")
    bar.get_by_role("button", name="Hand in").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rc-panel button").first).to_be_in_viewport()


def test_jupyterlab_comes_back_and_is_remembered(school: School) -> None:
    page = school.window()
    file = school.lesson()
    school.read(page, file)
    page.get_by_role("button", name="Menu").click()
    with page.expect_response(setting_kept):
        page.get_by_role("button", name="JupyterLab", exact=True).click()
    expect(page.locator("#jp-menu-panel")).to_be_visible()
    expect(page.locator(".jp-SideBar").first).to_be_visible()
    expect(page.locator(".jp-NotebookPanel-toolbar")).to_be_visible()
    expect(page.locator(".rc-bar")).to_be_hidden()
    page.reload()
    page.wait_for_selector(".rc-way-back")
    expect(page.locator("#jp-menu-panel")).to_be_visible()
    with page.expect_response(setting_kept):
        page.get_by_role("button", name="Lesson view").click()
    expect(page.locator(".rc-bar")).to_be_visible()
    expect(page.locator("#jp-menu-panel")).to_be_hidden()


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_nobody_is_shut_out(school: School, theme: str) -> None:
    """The whole page, JupyterLab's own parts too."""
    page = school.window()
    school.read(page, school.lesson())
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
        f"JupyterLab {theme}",
    )
    page.locator(f"body[data-jp-theme-name='JupyterLab {theme}']").wait_for(state="attached")
    page.wait_for_function("() => !document.querySelector('#jupyterlab-splash')")
    page.add_style_tag(content="body { height: 100vh; }")
    found = Axe().run(page).response["violations"]
    assert [
        f"{fault['id']}: {node['html'][:150]}"
        for fault in found
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ] == []


def test_enlarged_four_times_most_of_the_window_is_the_lessons(school: School) -> None:
    page = school.window(ENLARGED)
    school.read(page, school.lesson())
    share = page.locator(SCROLLER).evaluate("node => node.clientHeight") / ENLARGED["height"]
    assert share >= 0.6
    line = page.locator(".rc-bar-line")
    assert line.evaluate("node => node.scrollWidth <= node.clientWidth")
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("button", name="JupyterLab", exact=True)).to_be_visible()


def test_forced_colours_keep_what_is_pressed_and_where(school: School) -> None:
    page = school.window(forced_colors="active")
    school.read(page, school.lesson("05_nato"))
    keys = page.locator(".timemap-swatch, .room-swatch")
    kept = keys.evaluate_all("(all) => all.map((each) => getComputedStyle(each).forcedColorAdjust)")
    assert len(kept) > 4 and set(kept) == {"none"}
    page.get_by_role("button", name="Menu").click()
    code = page.get_by_role("button", name="Show the code")
    border = "node => getComputedStyle(node).borderTopWidth"
    before = code.evaluate(border)
    code.click()
    assert code.evaluate(border) != before


EDIT = """(km) => { const { content } = window.jupyterapp.shell.currentWidget;
  const cell = content.widgets.find((each) =>
    each.model.sharedModel.getSource().includes('near(km='));
  cell.model.sharedModel.setSource(cell.model.sharedModel.getSource()
    .replace(/km=\\d+/, `km=${km}`)); }"""
SAYS = """(km) => window.jupyterapp.shell.currentWidget.content.widgets.some(
  (each) => each.model.sharedModel.getSource().includes(`near(km=${km})`))"""


def test_two_windows_of_one_lesson(school: School) -> None:
    first = school.window()
    file = school.lesson()
    school.read(first, file)
    second = school.tab(first.context)
    school.read(second, file)
    for page, other, km in ((first, second, 120), (second, first, 90), (first, second, 60)):
        page.bring_to_front()
        page.evaluate(EDIT, km)
        other.wait_for_function(SAYS, arg=km)
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        assert f"near(km={km})" in file.read_text("utf-8")
        saved = page.evaluate(KNOWN)
        assert saved
        other.wait_for_function(f"(saved) => ({KNOWN})() === saved", arg=saved)
    for page in (first, second):
        expect(page.locator(".jp-Dialog")).to_have_count(0)


def test_running_a_lesson_leaves_nothing_to_save(school: School) -> None:
    page = school.window()
    file = school.lesson()
    before = file.read_bytes()
    school.read(page, file)
    page.evaluate(SETTLED)
    assert page.evaluate(DIRTY) is False
    assert file.read_bytes() == before


def test_a_killed_kernel_draws_the_lesson_again(school: School) -> None:
    page = school.window()
    file = school.lesson(**{"near(km": "import os\nprint(os.getpid())"})
    school.read(page, file)
    offer = page.locator(".rc-offer").filter(has_text="You changed this one")
    offer.get_by_role("button", name="Run").click()
    output = page.locator(".jp-OutputArea-output", has_text=re.compile(r"^\d+\s*$"))
    pid = int(output.inner_text())
    page.evaluate(
        """() => { window.again = 0; new MutationObserver(() => {
          if (document.querySelector('.rc-waiting')) window.again = 1;
        }).observe(document.body, { subtree: true, attributeFilter: ['class'] }); }"""
    )
    os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    page.wait_for_function("() => window.again")
    page.wait_for_function(DRAWN)
    kept = [count for source, count in ran(page).items() if "getpid" not in source]
    assert all(kept)
    school.read(page, file)
    assert any(ran(page).values())

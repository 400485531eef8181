"""Lessons as plain pages: from a host, from a stick, offline; answers stay and are handed in."""

import random
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, ViewportSize, expect

from lessons.desk import seals
from lessons.desk.report import report
from lessons.kit.quiz import bank, key_response
from lessons.kit.quiz.questions import Choice
from lessons.kit.record import handin
from lessons.kit.syllabus import entry
from lessons.pages import python_parts, site
from tools.processes import until
from tools.screenshot import Faults
from tools.sheets import PATIENCE
from tools.tiers import Amount

LESSONS = [entry("the_toll"), entry("sanctions")]
TOLL = site.address(LESSONS[0])
SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "tablet": {"width": 820, "height": 1180},
    "laptop": {"width": 1366, "height": 768},
}
READY = "html[data-page=ready]"
MARKS = "html[data-python=ready]"
CHOICES = [question for question in bank.of("the_toll") if isinstance(question, Choice)]

AGAIN = "From the lesson “"
"""So begins what is asked once more."""

needs_python = pytest.mark.skipif(
    not python_parts.available(), reason="Python for pages is not here: make parts"
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Give a function that builds a site once for each way of building it."""
    folder, done = tmp_path_factory.mktemp("sites"), dict[str, Path]()

    def build(name: str, **how: Any) -> Path:
        if name not in done:
            done[name] = site.build(folder / name, LESSONS, **how).folder
        return done[name]

    return build


@pytest.fixture(scope="module")
def hosted(built: Callable[..., Path]) -> Iterator[Callable[[str], str]]:
    """Give a function that puts a site on a web host that knows files and nothing else."""
    servers = []

    def host(name: str) -> str:
        secret = seals.own_secret() if name == "sealed" else None
        folder = built(name, secret=secret)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield host
    for server in servers:
        server.shutdown()


@pytest.fixture(scope="module")
def sealed(hosted: Callable[[str], str]) -> str:
    return hosted("sealed")


@pytest.fixture(scope="module")
def marking(hosted: Callable[[str], str]) -> str:
    return hosted("marking")


@pytest.fixture
def device(browser: Browser) -> Iterator[BrowserContext]:
    """Give a learner's device: what it keeps is gone with the test."""
    context = browser.new_context(viewport=SIZES["laptop"], accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def opened(device: BrowserContext, address: str, until: str = READY) -> Page:
    page = device.new_page()
    page.goto(address)
    page.wait_for_selector(until, state="attached")
    return page


def card(page: Page, question: Choice) -> Locator:
    """Give the card of a question."""
    return page.locator(f'[data-question="{question.lesson}/{question.id}"] .rc-card')


def words(markdown: str) -> str:
    return re.split(r"[*_`“”’]", markdown)[0].strip()


def answer(page: Page, question: Choice, option: int) -> str:
    """Choose an option by its words and press the button; give the words."""
    chosen = question.options[option].text
    place = card(page, question)
    place.locator("label").filter(has_text=words(chosen)).first.click()
    place.get_by_role("button", name=re.compile("^(Check|Keep|Record)")).click()
    return chosen


def kept(page: Page, question: Choice) -> None:
    expect(card(page, question).locator(".rc-verdict")).to_contain_text(re.compile(r"\w"))


def handed_in(page: Page, folder: Path) -> handin.HandIn:
    with page.expect_download() as given:
        page.locator("[data-tools]").get_by_role("button", name="Hand in").click()
    path = folder / given.value.suggested_filename
    given.value.save_as(path)
    return handin.read(path)


def rows(page: Page) -> list[dict[str, Any]]:
    """Give what the browser keeps, oldest first: rows and presses that wait for a mark."""
    found: list[dict[str, Any]] = page.evaluate(
        """() => new Promise((done) => {
          indexedDB.open('reading-a-crisis').onsuccess = ({ target: { result: db } }) => {
            const all = db.transaction(['rows', 'presses']);
            const kept = all.objectStore('rows').getAll();
            const waiting = all.objectStore('presses').getAll();
            all.oncomplete = () => { db.close(); done([...kept.result, ...waiting.result]); };
          };
        })"""
    )
    return found


# --- sealed pages -------------------------------------------------------------------------------


def test_answers_on_sealed_pages_stay_and_the_teacher_marks_them(
    sealed: str, device: BrowserContext, tmp_path: Path
) -> None:
    page = opened(device, sealed + TOLL)
    faults = Faults()
    faults.watch(page)
    right = [question.options.index(next(o for o in question.options if o.right))
             for question in CHOICES[:2]]  # fmt: skip
    for question, option in zip(CHOICES[:2], right, strict=True):
        answer(page, question, option)
        expect(card(page, question)).to_contain_text("Your answer is kept")
    page.reload()
    page.wait_for_selector(READY)
    for question in CHOICES[:2]:
        expect(card(page, question)).to_contain_text("Your answer is kept")
    expect(page.locator("[data-where]")).to_contain_text("2 of")
    given = handed_in(page, tmp_path)
    assert [answer.question for answer in given.answers] == [q.id for q in CHOICES[:2]]
    page.get_by_text("No file came?").click()
    copied = page.locator(".as-text textarea").input_value()
    assert handin.read(copied.encode()).answers == given.answers
    assert faults.errors == []
    done = report(tmp_path)
    progress = done.page.read_text(encoding="utf-8")
    assert "1 hand-in" in done.said
    assert progress.count("100") >= 2


ROW = {"What I claim now": "The number holds", "My evidence, and who says so": "UN, July 2021"}
"""What a learner writes on the page that all lessons add to."""


def write_row(page: Page) -> None:
    for label, said in ROW.items():
        page.get_by_label(label).fill(said)
    page.get_by_role("button", name="Keep this row").click()
    expect(page.locator(".rc-page")).to_contain_text("Kept. It goes with your hand-in.")


def ask_again(page: Page) -> Locator:
    """Answer the first of the two questions that open a lesson; give its card."""
    place = page.locator(".rc-card").filter(has_text=AGAIN).first
    place.locator("label").first.click()
    place.get_by_role("button", name=re.compile("^(Check|Keep|Record)")).click()
    expect(place.locator(".rc-verdict")).to_contain_text(re.compile(r"\w"))
    return place


def typed(page: Page) -> None:
    """Wait until something typed and unchecked is kept."""
    until(lambda: page.evaluate(DRAFTS))


#: How many things stand typed and unchecked.
DRAFTS = """() => new Promise((done) => {
  indexedDB.open('reading-a-crisis').onsuccess = ({ target: { result: db } }) => {
    const count = db.transaction('drafts').objectStore('drafts').count();
    count.onsuccess = () => { db.close(); done(count.result); };
  };
})"""


def test_a_row_and_what_is_asked_again_are_handed_in_and_count_for_no_lesson(
    sealed: str, device: BrowserContext, tmp_path: Path
) -> None:
    page = opened(device, sealed + TOLL)
    ask_again(page)
    write_row(page)
    card(page, CHOICES[0]).locator("label").first.click()  # and no button
    expect(page.locator("[data-where]")).to_contain_text("0 of")
    typed(page)
    page.reload()
    page.wait_for_selector(READY)
    expect(card(page, CHOICES[0]).locator("input:checked")).to_have_count(1)
    expect(page.get_by_label("What I claim now")).to_have_value("The number holds")
    expect(page.locator(".rc-card").filter(has_text=AGAIN).first).to_contain_text(
        "Your answer is kept"
    )
    later = opened(device, sealed + site.address(LESSONS[1]))
    later.get_by_text("My page so far").first.click()
    expect(later.locator(".rc-page table")).to_contain_text("UN, July 2021")
    given = handed_in(page, tmp_path)
    assert [(one.kind, one.lesson) for one in given.answers if one.round == 1] == [
        ("page", "the_toll")
    ]
    assert given.answers[-1].response["evidence"] == "UN, July 2021"
    assert [one.round for one in given.answers] == [104, 1]
    done = report(tmp_path)
    assert "1 hand-in" in done.said
    assert "The number holds" in done.page.read_text(encoding="utf-8")


def test_a_shared_device_keeps_learners_apart_and_forgets_when_asked(
    sealed: str, device: BrowserContext, tmp_path: Path
) -> None:
    page = opened(device, sealed + TOLL)
    name = page.get_by_label("What shall we call you?")
    name.fill("Red Fox")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("body")).to_contain_text("kept in this browser under “Red Fox”")
    answer(page, CHOICES[0], 0)
    expect(card(page, CHOICES[0])).to_contain_text("Your answer is kept")
    page.get_by_role("button", name=re.compile("nickname|Someone else|Change")).first.click()
    page.get_by_label("What shall we call you?").fill("Blue Hare")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_selector(READY)
    expect(card(page, CHOICES[0])).not_to_contain_text("Your answer is kept")
    answer(page, CHOICES[1], 0)
    expect(card(page, CHOICES[1])).to_contain_text("Your answer is kept")
    given = handed_in(page, tmp_path)
    assert given.learner == "Blue Hare"
    assert [answer.question for answer in given.answers] == [CHOICES[1].id]

    front = opened(device, sealed + "index.html")
    front.on("dialog", lambda dialog: dialog.accept())
    with front.expect_navigation():
        front.get_by_role("button", name="Take the answers of Blue Hare away").click()
    front.wait_for_selector(READY)
    expect(front.locator("[data-learners]")).not_to_contain_text("Blue Hare")
    assert {row["question"] for row in rows(front)} == {CHOICES[0].id}


def test_two_tabs_lose_and_double_nothing(sealed: str, device: BrowserContext) -> None:
    tabs = [opened(device, sealed + TOLL) for _ in range(2)]
    for turn, question in enumerate(CHOICES[:3]):
        for tab in tabs[turn % 2 :]:
            answer(tab, question, turn % 2)
            expect(card(tab, question)).to_contain_text("Your answer is kept")
    expected = sum(2 - turn % 2 for turn in range(3))
    assert len(rows(tabs[0])) == expected
    assert len({row["event"] for row in rows(tabs[1])}) == expected


def test_a_browser_that_keeps_nothing_says_so_and_offers_the_file(
    sealed: str, device: BrowserContext, tmp_path: Path
) -> None:
    device.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page = opened(device, sealed + TOLL)
    expect(page.locator(".note").first).to_contain_text("keeps nothing")
    answer(page, CHOICES[0], 0)
    expect(card(page, CHOICES[0])).to_contain_text("Your answer is kept")
    assert len(handed_in(page, tmp_path).answers) == 1


@pytest.mark.soak("pages")  # 20 s; in `soak` 12 min
def test_a_tab_that_crashes_loses_no_kept_answer(
    browser: Browser, sealed: str, amount: Amount
) -> None:
    chance = random.Random(20211230)  # noqa: S311
    outcomes = set()
    for _ in range(amount(test=20, soak=800)):
        device = browser.new_context(viewport=SIZES["phone"])
        page = opened(device, sealed + TOLL)
        question = chance.choice(CHOICES)
        answer(page, question, chance.randrange(len(question.options)))
        page.evaluate(TURNS, chance.choice([0, 1, 2, 4, 10]))
        was_said = "Your answer is kept" in card(page, question).inner_text()
        crash(page)
        after = opened(device, sealed + TOLL)
        is_said = "Your answer is kept" in card(after, question).inner_text()
        there = len(rows(after))
        outcomes.add((was_said, is_said, there))
        device.close()
    assert outcomes <= {(True, True, 1), (False, True, 1), (False, False, 0)}
    assert (True, True, 1) in outcomes


#: Lets a page go on for a number of its own turns.
TURNS = """async (turns) => {
  for (; turns > 0; turns -= 1) await new Promise((go) => setTimeout(go));
}"""


def crash(page: Page) -> None:
    """End the tab's process, as a phone does that runs out of memory."""
    with suppress(Error):  # it can't answer any more
        page.goto("chrome://crash")
    page.close()


# --- pages that mark ----------------------------------------------------------------------------


@needs_python
def test_pages_mark_in_the_page_keep_marks_and_work_offline(
    marking: str, device: BrowserContext, tmp_path: Path
) -> None:
    page = opened(device, marking + TOLL)
    faults = Faults()
    faults.watch(page)
    question = CHOICES[0]
    wrong = next(n for n, option in enumerate(question.options) if not option.right)
    answer(page, question, wrong)  # before Python is there: kept, and marked later
    page.wait_for_selector(MARKS)
    expect(card(page, question)).to_contain_text(words(question.options[wrong].feedback))
    answer(page, question, 1 - wrong if not wrong else 0)
    expect(ask_again(page)).to_contain_text("counts neither")
    write_row(page)
    expect(page.locator("[data-where]")).to_contain_text("1 of")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")

    device.set_offline(True)
    page.reload()
    page.wait_for_selector(MARKS)
    expect(card(page, question)).to_contain_text("Tries: 2")
    page.goto(marking + site.address(LESSONS[1]))
    page.wait_for_selector(MARKS)
    assert broken(page) == []
    given = handed_in(page, tmp_path)
    assert sorted(answer.round for answer in given.answers) == [1, 1, 1, 104]
    assert faults.errors == []


@needs_python
def test_a_stick_needs_no_server(
    built: Callable[..., Path], device: BrowserContext, tmp_path: Path
) -> None:
    folder = built("stick", stick=True)
    page = opened(device, (folder / TOLL).as_uri(), MARKS)
    question = CHOICES[0]
    right = key_response(question)
    answer(page, question, [option.key for option in question.options].index(str(right)))
    expect(card(page, question).locator(".rc-verdict")).to_contain_text("Right")
    page.reload()
    page.wait_for_selector(MARKS)
    expect(card(page, question)).to_contain_text("Tries: 1")
    assert len(handed_in(page, tmp_path).answers) == 1
    assert broken(page) == []


#: Bytes that a site of all lessons may have, and a lesson's page with its pictures.
PYTHON_AT_MOST, PAGE_AT_MOST = 7_500_000, 1_500_000


@needs_python
def test_pages_stay_light(built: Callable[..., Path]) -> None:
    folder = built("marking", secret=None)
    weight = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    assert sum(n for path, n in weight.items() if path.parent.name == "python") < PYTHON_AT_MOST
    for lesson in LESSONS:
        page = folder / site.address(lesson)
        named = set(re.findall(r"pictures/\w+\.png", page.read_text(encoding="utf-8")))
        shared = [folder / name for name in ("page.css", "page.js")]
        whole = [page, *shared, *(folder / name for name in named)]
        assert sum(weight[path] for path in whole) < PAGE_AT_MOST


def broken(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """() => Promise.all([...document.images].map((each) => {
          each.loading = 'eager';
          return each.decode().then(() => '', () => each.src);
        }))"""
    )
    return [each for each in found if each]


# --- for everybody ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_shut_nobody_out(browser: Browser, sealed: str, size: str, scheme: Any) -> None:
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme)
    try:
        for name in ("index.html", TOLL):
            page = opened(context, sealed + name)
            violations = Axe().run(page).response["violations"]
            assert [v["id"] for v in violations if v["impact"] in ("serious", "critical")] == []
            assert sideways(page) <= 0
            assert squeezed(page) == []
            for exhibit in page.locator("figure.exhibit").all()[:1]:  # it has its own looks
                assert exhibit.evaluate("each => getComputedStyle(each).marginInlineStart") == "0px"
    finally:
        context.close()


def squeezed(page: Page) -> list[str]:
    """Give the pictures that are shown in other proportions than they were drawn in."""
    found: list[str] = page.evaluate(
        """() => Promise.all([...document.images].map(async (each) => {
          each.loading = 'eager';
          await each.decode();
          const { width, height } = each.getBoundingClientRect();
          const drawn = each.naturalWidth / each.naturalHeight;
          return !width || Math.abs(width / height / drawn - 1) < 0.02 ? '' : each.src;
        }))"""
    )
    return [each for each in found if each]


def sideways(page: Page) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found


def test_a_lesson_can_be_read_at_400_percent(browser: Browser, sealed: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})
    try:
        page = opened(context, sealed + TOLL)
        assert sideways(page) <= 0
        bar = page.locator(".bar").evaluate("bar => getComputedStyle(bar).position")
        assert bar == "static", "a bar that stays would cover the lesson"
    finally:
        context.close()


def test_a_question_is_answered_by_keyboard_alone(sealed: str, device: BrowserContext) -> None:
    page = opened(device, sealed + TOLL)
    question = CHOICES[0]
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    place = card(page, question)
    first = place.locator("input[type=radio]").first
    for _ in range(60):
        if first.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
    page.keyboard.press("Enter")
    expect(place).to_contain_text("Your answer is kept")


def test_search_finds_lessons_and_tells_no_answer(sealed: str, device: BrowserContext) -> None:
    page = opened(device, sealed + "index.html")
    page.get_by_label("Look for").fill("SWIFT")
    expect(page.locator("[data-lesson]:visible")).to_have_count(1)
    page.get_by_label("Look for").fill("no such word anywhere")
    expect(page.locator("[data-found]")).to_contain_text("0")

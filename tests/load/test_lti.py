"""A learning platform that isn't ours sends learners to a hub by LTI 1.3; no forgery comes in."""

import asyncio
import http.cookiejar
import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from lessons.kit.data import ROOT
from lessons.kit.record import handin
from tools import processes
from tools.real_hub import Hub, free_ports, running

pytestmark = [
    pytest.mark.soak("hub"),  # 2 minutes, and it needs a package index
    pytest.mark.skipif(sys.platform != "linux", reason="a hub runs on Linux"),
]

HERE = Path(__file__).parent
CONFIG = ROOT / "deploy" / "lti.py"
#: A platform's own name for a learner, as many platforms send it.
ANNA = "6f1c9a0e-2b7d-4c1e-9a5e-3d7f0b8c1d2e"
BEFORE = 400

HAND_IN = """
import json
from lessons import the_toll
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.record import Record, handin

record = Record.of_learner()
record.set_learner("Red Fox")
question = the_toll.lesson.questions[0]
record.add(question, key_response(question), mark(question, key_response(question)))
print(json.dumps(str(handin.write(record))))
"""


class Stay(urllib.request.HTTPRedirectHandler):
    """Lets the test see each step of a way."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Learner:
    """A learner's browser: it keeps cookies, and sends forms."""

    def __init__(self, platform: str) -> None:
        self.platform = platform
        self.jar = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar), Stay()
        )

    def ask(self, url: str, form: dict[str, str] | None = None) -> tuple[int, str, bytes]:
        """Open a page; give its status, where it leads, and what it says."""
        data = None if form is None else urlencode(form).encode()
        try:
            with self.browser.open(url, data, timeout=120) as answer:
                return answer.status, "", answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location", ""), answer.read()

    def sent(self, user: str, way: str = "as-it-is") -> dict[str, str]:
        """Go the way from a click on the platform to the form that it lets the browser send."""
        url = f"{self.platform}/start?" + urlencode({"user": user, "way": way})
        for _ in range(2):  # to the hub, and back to the platform
            status, url, said = self.ask(url)
            assert status == 302, said[-500:]
        status, _, said = self.ask(url)
        assert status == 200, said[-500:]
        form: dict[str, str] = json.loads(said)
        return form

    def launch(self, form: dict[str, str]) -> tuple[int, str, bytes]:
        """Send the form."""
        fields = {name: form[name] for name in ("id_token", "state")}
        return self.ask(form["launch_url"], fields)

    @property
    def is_in(self) -> bool:
        """Whether the hub knows this browser now."""
        return any(cookie.name == "jupyterhub-hub-login" for cookie in self.jar)


@pytest.fixture(scope="module")
def hub(hub_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, str]]:
    """Give a hub with deploy/lti.py as it is, and the platform's address."""
    place = tmp_path_factory.mktemp("lti")
    (port,) = free_ports(1)
    file = place / "platform.toml"
    with processes.running(
        [hub_python, HERE / "learning_platform.py", f"http://127.0.0.1:{port}"],
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        platform = f"http://127.0.0.1:{int(process.stdout.readline())}"
        file.write_text(
            f'issuer = "{platform}"\nclient_id = "the-hub"\n'
            f'authorize_url = "{platform}/authorize"\njwks_endpoint = "{platform}/certs"\n'
        )
        told = {"READING_A_CRISIS_PLATFORM": str(file)}
        with running(hub_python, place, CONFIG, port=port, **told) as hub:
            yield hub, platform


def test_a_launch_lets_a_learner_in_and_the_hand_in_says_who(hub: tuple[Hub, str]) -> None:
    running, platform = hub
    anna = Learner(platform)
    status, leads, said = anna.launch(anna.sent(ANNA))
    assert (status, urlsplit(leads).path) == (302, "/hub/spawn"), said[-500:]
    assert anna.is_in
    assert [user["name"] for user in running.ask("GET", "/hub/api/users")] == [ANNA]
    running.come_in(ANNA)
    file = Path(asyncio.run(running.run(ANNA, HAND_IN)))
    assert file.parent == running.handins
    given = handin.read(file)
    assert (given.user, given.learner) == (ANNA, "Red Fox")


@pytest.mark.parametrize(
    ("way", "status", "says"),
    [
        ("another-key", 400, "Signature verification failed"),
        ("expired", 400, "Signature has expired"),
        ("another-audience", 401, "Audience"),
        ("another-issuer", 400, "Invalid issuer"),
    ],
)
def test_what_is_forged_stays_outside(
    hub: tuple[Hub, str], way: str, status: int, says: str
) -> None:
    evil = Learner(hub[1])
    told, _, said = evil.launch(evil.sent("mallory", way))
    assert told == status
    assert says in said.decode()
    assert not evil.is_in
    assert "mallory" not in {user["name"] for user in hub[0].ask("GET", "/hub/api/users")}


def test_a_launch_holds_once(hub: tuple[Hub, str]) -> None:
    """The same form again, from the same browser, from another, and in another launch of its."""
    ben, evil = Learner(hub[1]), Learner(hub[1])
    form = ben.sent("ben")
    assert ben.launch(form)[0] == 302
    assert ben.launch(form)[0] == BEFORE
    assert evil.launch(form)[0] == BEFORE, "no state in its cookies"
    own = evil.sent("mallory")
    assert evil.launch({**own, "id_token": form["id_token"]})[0] == BEFORE, "another nonce"
    assert not evil.is_in


def test_what_the_platform_says_opens_no_account_of_the_system(hub: tuple[Hub, str]) -> None:
    evil = Learner(hub[1])
    assert evil.launch(evil.sent("root"))[0] == 403
    assert not evil.is_in


def test_without_the_platform_nobody_comes_in(hub: tuple[Hub, str]) -> None:
    status, _, _ = Learner(hub[1]).ask(f"{hub[0].address}/hub/lti13/oauth_login")
    assert status == BEFORE

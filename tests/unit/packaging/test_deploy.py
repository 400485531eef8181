"""What deploy/ says fits the kit: the program, the version, the locks."""

import os
import re
import runpy
import stat
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from packaging.version import Version

import lessons
from lessons.kit.data import ROOT

DEPLOY = ROOT / "deploy"
SERVER = ["-m", "lessons.lab.hub"]


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


class Settings(SimpleNamespace):
    """Takes any setting, as a hub's configuration does."""

    def __getattr__(self, name: str) -> "Settings":
        if name.startswith("__"):
            raise AttributeError(name)
        setattr(self, name, Settings())
        found: Settings = vars(self)[name]
        return found


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give what deploy/jupyterhub_config.py sets where nothing else is said."""
    for name in ("READING_A_CRISIS", "READING_A_CRISIS_HANDINS", "READING_A_CRISIS_IDLE"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings()
    runpy.run_path(
        str(DEPLOY / "jupyterhub_config.py"), init_globals={"get_config": lambda: settings}
    )
    return settings


@pytest.mark.skipif(os.name == "nt", reason="a hub runs on Linux")
def test_a_platform_logs_in_whom_it_names_but_nobody_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ("issuer", "client_id", "authorize_url", "jwks_endpoint")
    file = tmp_path / "platform.toml"
    file.write_text("".join(f'{key} = "the {key}"\n' for key in keys))
    monkeypatch.setenv("READING_A_CRISIS_PLATFORM", str(file))
    settings = Settings()
    beside: list[str] = []
    names = {"get_config": lambda: settings, "load_subconfig": beside.append}
    runpy.run_path(str(DEPLOY / "lti.py"), init_globals=names)
    assert beside == [str(DEPLOY / "jupyterhub_config.py")]
    log_in = settings.LTI13Authenticator
    assert log_in.client_id == {"the client_id"}, "else any tool's launch would do"
    assert [getattr(log_in, key) for key in ("issuer", "authorize_url", "jwks_endpoint")] == [
        f"the {key}" for key in ("issuer", "authorize_url", "jwks_endpoint")
    ]
    for name, comes_in in (("root", False), ("daemon", False), ("6f1c9a0e-2b7d", True)):
        found = log_in.post_auth_hook(None, None, {"name": name})
        assert found == ({"name": name} if comes_in else None)


def test_each_way_starts_the_same_server(hub: Any) -> None:
    values = yaml.safe_load(text("kubernetes.yaml"))
    assert hub.Spawner.cmd == ["/opt/reading-a-crisis/bin/python", *SERVER]
    assert values["singleuser"]["cmd"] == ["python", *SERVER]
    assert str(hub.Spawner.cmd)[1:-1].replace("'", '"') in text("littlest.sh")
    assert 'CMD ["python", "-m", "lessons.lab.hub"]' in text("Containerfile")


def test_one_folder_to_hand_in_to(hub: Any) -> None:
    folder = hub.Spawner.environment["LESSONS_HANDINS"]
    assert text("littlest.sh").count(folder) == 2
    assert folder in (ROOT / "docs" / "hub.md").read_text(encoding="utf-8")
    extra = yaml.safe_load(text("kubernetes.yaml"))["singleuser"]["extraEnv"]
    assert "LESSONS_HANDINS" not in extra, "there all have one user number"


@pytest.mark.parametrize("name", ["docs/hub.md", "docs/teacher.md", "deploy/littlest.sh"])
def test_all_may_hand_in_and_the_teachers_group_alone_may_look(name: str) -> None:
    said = (ROOT / name).read_text(encoding="utf-8")
    (mode,) = {int(each, 8) for each in re.findall(r"(?:--mode|chmod) (\d{4})\b", said)}
    assert mode & stat.S_IRWXG == stat.S_IRWXG, "they read what is handed in"
    assert mode & stat.S_IRWXO == stat.S_IWOTH | stat.S_IXOTH, "a learner puts a file in, no more"
    assert mode & stat.S_ISVTX, "and takes nobody's away"
    assert mode & stat.S_ISGID, "the file is the group's"


def test_the_hub_listens_on_its_own_machine(hub: Any) -> None:
    assert hub.JupyterHub.bind_url.startswith("http://127.0.0.1:")


def test_the_image_is_that_of_this_version() -> None:
    tag = yaml.safe_load(text("kubernetes.yaml"))["singleuser"]["image"]["tag"]
    assert Version(str(tag)) == Version(lessons.__version__)


def test_the_image_is_built_from_locks_and_run_by_nobody_special() -> None:
    file = text("Containerfile")
    steps = re.findall(r"bin/pip install (.+?) \\", file)
    assert len(steps) == 3
    assert all("--require-hashes" in step or step.endswith(" .") for step in steps)
    for lock in re.findall(r"--requirement (\S+)", file):
        assert (ROOT / lock).is_file()
    assert file.count("FROM ") == 2
    assert file.index("USER learner") < file.index("\nCMD ")
    assert "HEALTHCHECK" in file
    assert "NOT been built" in file


def test_the_shell_can_read_it() -> None:
    subprocess.run(["sh", "-n", DEPLOY / "littlest.sh"], check=True)

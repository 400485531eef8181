"""A JupyterHub for one machine: a server for each learner, the kit in one install for all.

docs/hub.md says step by step how it is used. Each learner needs an account of the system; whoever
has one and its password gets in. These variables change it without a change to the file:

    READING_A_CRISIS           the environment that the kit is installed in (/opt/reading-a-crisis)
    READING_A_CRISIS_HANDINS   the folder that all hand in to (/srv/reading-a-crisis/handins)
    READING_A_CRISIS_IDLE      seconds after which an idle server ends (3600)
"""

import os
import sys
from pathlib import Path
from typing import Any

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821  JupyterHub gives it

KIT = Path(os.environ.get("READING_A_CRISIS", "/opt/reading-a-crisis"))
HANDINS = os.environ.get("READING_A_CRISIS_HANDINS", "/srv/reading-a-crisis/handins")
IDLE = os.environ.get("READING_A_CRISIS_IDLE", "3600")

# The hub listens on this computer alone: put a web server with https before it (docs/hub.md).
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# Who has an account of the system may come in. Teachers are no administrators of the hub.
c.Authenticator.allow_all = True

# A learner's server is the kit's JupyterLab. Copies and answers lie in the learner's home.
c.Spawner.cmd = [str(KIT / "bin" / "python"), "-m", "lessons.lab.hub"]
c.Spawner.environment = {"LESSONS_HANDINS": HANDINS}

# A whole class comes in within the same minute; an old machine needs as long for it.
c.JupyterHub.concurrent_spawn_limit = 30
c.Spawner.start_timeout = 180
c.Spawner.http_timeout = 180

# Servers end when they have been idle for an hour. Answers are written as they are given.
c.JupyterHub.load_roles = [
    {
        "name": "ends-idle-servers",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["ends-idle-servers"],
    }
]
c.JupyterHub.services = [
    {
        "name": "ends-idle-servers",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE}"],
    }
]

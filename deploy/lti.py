"""Log-in through a learning platform by LTI 1.3, beside what jupyterhub_config.py says.

    /opt/jupyterhub/bin/jupyterhub --config KIT/deploy/lti.py

READING_A_CRISIS_PLATFORM names a file (/etc/reading-a-crisis/platform.toml) with what the platform
shows after the hub was entered there as a tool; docs/hub.md says where each is found:

    issuer = "https://moodle.example.org"
    client_id = "s6T9fkLyKY9sy9H"
    authorize_url = "https://moodle.example.org/mod/lti/auth.php"
    jwks_endpoint = "https://moodle.example.org/mod/lti/certs.php"
    username_key = "sub"         # which of the platform's claims is the learner's name on the hub
"""

import os
import pwd
import tomllib
from pathlib import Path
from typing import Any

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821  JupyterHub gives it
load_subconfig(str(Path(__file__).with_name("jupyterhub_config.py")))  # type: ignore[name-defined]  # noqa: F821

FILE = os.environ.get("READING_A_CRISIS_PLATFORM", "/etc/reading-a-crisis/platform.toml")
FIRST_PERSON = 1000
"""Accounts with a lower number belong to the system."""


def no_account_of_the_system(_authenticator: Any, _handler: Any, found: Any) -> Any:
    """Refuse a name that is an account of the system's own: what a platform says opens no root."""
    try:
        account = pwd.getpwnam(found["name"])
    except KeyError:
        return found
    return found if account.pw_uid >= FIRST_PERSON else None


platform = tomllib.loads(Path(FILE).read_text(encoding="utf-8"))
c.JupyterHub.authenticator_class = "ltiauthenticator.lti13.auth.LTI13Authenticator"
c.LTI13Authenticator.issuer = platform["issuer"]
c.LTI13Authenticator.client_id = {platform["client_id"]}
c.LTI13Authenticator.authorize_url = platform["authorize_url"]
c.LTI13Authenticator.jwks_endpoint = platform["jwks_endpoint"]
c.LTI13Authenticator.username_key = platform.get("username_key", "sub")
c.LTI13Authenticator.post_auth_hook = no_account_of_the_system

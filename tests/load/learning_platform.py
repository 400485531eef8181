"""A learning platform on this machine, by lti1p3platform: it sends learners to a hub by LTI 1.3.

    python learning_platform.py HUB     prints its port, then serves until it is ended

``/start?user=U&way=W`` begins as a learner's click does; ``W`` is how the launch is spoilt, if it
is. ``/certs`` gives the platform's public keys, ``/authorize`` the form that a browser would send.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jwcrypto.jwk import JWK
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import MessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request

CLIENT, LEARNER = "the-hub", "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
WAYS = ("as-it-is", "another-key", "expired", "another-audience", "another-issuer")


def key() -> tuple[str, str]:
    """Make a private key, and its public part."""
    made = JWK.generate(kty="RSA", size=2048)
    return made.export_to_pem(True, None).decode(), made.export_to_pem().decode()


class Forged(Registration):
    """Signs with another key than the platform gives out, and says it was that one."""

    def platform_encode_and_sign(self, payload: Any, expiration: int | None = None) -> str:
        head = {"kid": self.get_kid()}
        return str(Registration.encode_and_sign(payload, key()[0], head, expiration))


class Platform(LTI1P3PlatformConfAbstract):
    """Knows one tool, the hub."""

    def init_platform_config(self, **told: Any) -> None:
        self.told = told

    def get_registration_by_params(self, **_: Any) -> Registration:
        made = Forged() if self.told["forged"] else Registration()
        private, public = self.told["keys"]
        made.set_iss(self.told["address"]).set_client_id(CLIENT).set_deployment_id("1")
        made.set_launch_url(self.told["hub"] + "/hub")
        made.set_oidc_login_url(self.told["hub"] + "/hub/lti13/oauth_login")
        made.set_platform_private_key(private).set_platform_public_key(public)
        return made


class Asked(Request):
    """What the hub asks for."""

    def build_metadata(self, request: Any) -> Any:
        return {"method": "GET", "form_data": {}, "get_data": request, "path": "/authorize"}


class Login(OIDCLoginAbstract):
    """Sends a learner's browser to the hub; the hint comes back unchanged."""

    def set_lti_message_hint(self, **told: Any) -> None:
        self._lti_message_hint = told["way"]

    def get_redirect(self, url: str) -> str:
        return url


class Launch(MessageLaunchAbstract):
    """Says who the learner is."""

    def render_launch_form(self, launch_data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return launch_data


class Page(BaseHTTPRequestHandler):
    """The platform's three pages."""

    hub, port, keys = "", 0, key()

    def platform(self, way: str) -> Platform:
        address = f"http://127.0.0.1:{self.port}"
        return Platform(hub=self.hub, keys=self.keys, address=address, forged=way == "another-key")

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(where.query).items()}
        if where.path == "/start":
            login = Login(None, self.platform(asked["way"]))
            login.set_lti_message_hint(way=asked["way"])
            self.send_response(302)
            self.send_header("Location", login.initiate_login(asked["user"]))
            self.end_headers()
        elif where.path == "/certs":
            platform = self.platform("as-it-is")
            platform.get_registration()
            self.give(platform.get_jwks())
        else:
            self.give(self.launch(asked))

    def launch(self, asked: dict[str, str]) -> Any:
        way = asked["lti_message_hint"]
        launch = Launch(Asked(asked), self.platform(way))
        launch.set_user_data(asked["login_hint"], [LEARNER], full_name="Anna K.")
        launch.set_resource_link_claim("lesson-4", title="The toll")
        if way == "expired":
            launch.set_id_token_expiration(-60)
        if way == "another-audience":
            launch.set_extra_claims({"aud": "another-tool"})
        if way == "another-issuer":
            launch.set_extra_claims({"iss": "http://elsewhere.example"})
        return launch.lti_launch()

    def give(self, found: Any) -> None:
        raw = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    Page.hub = sys.argv[1]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Page.port = server.server_port
    sys.stdout.write(f"{Page.port}\n")
    sys.stdout.flush()
    server.serve_forever()

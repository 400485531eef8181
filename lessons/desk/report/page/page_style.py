"""How a page of the desk says that it runs nothing and fetches nothing."""

import base64
import hashlib


def policy(style: str) -> str:
    """Give a Content-Security-Policy that allows one style sheet, as it stands in a page."""
    digest = base64.b64encode(hashlib.sha256(f"\n{style}".encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'"

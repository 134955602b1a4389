"""Whether the report in a pack may stand beside the pages of a site.

Verifying a pack does not show that its report is ours, and a page of somebody else's would run
there in the site's name. A report that begins as ours do lets nothing run but our own script.
"""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from pathlib import Path

_SCRIPT = Path(__file__).parent.parent / "report" / "assets" / "report.js"
_BEGINNING = (
    r'\s*<!doctype html>\n<html lang="[a-z-]+" dir="(ltr|rtl)">\n<head>\n<meta charset="utf-8">\n'
    r'<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; '
    r"style-src &#39;sha256-[A-Za-z0-9+/=]+&#39;; script-src &#39;{script}&#39;; "
    r'base-uri &#39;none&#39;; form-action &#39;none&#39;">'
)


def is_harmless(report: bytes) -> bool:
    """Whether the policy at a report's beginning lets nothing but our script run, nothing load and
    nothing lead away by itself."""
    digest = base64.b64encode(sha256(_SCRIPT.read_bytes()).digest()).decode()
    pattern = _BEGINNING.replace("{script}", re.escape(f"sha256-{digest}"))
    begins = re.match(pattern, report.decode("utf-8", "replace"))
    return begins is not None and report.lower().count(b"http-equiv") == 1

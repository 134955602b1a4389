"""The OpenAPI document of the desk, made from the code.

``python -m docs.openapi`` prints it. The desk's code needs an application that is set up, and
Django is set up once in a process: ``page`` has one of its own do it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path


def page() -> str:
    """The document, as JSON."""
    command = [sys.executable, "-m", "docs.openapi"]
    here = Path(__file__).parents[1]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=here)
    return done.stdout


def main() -> None:
    """Print it, of a desk that nobody will ever open."""
    import django
    from django.conf import settings

    from crosstally.desk.settings import Place, settings_of

    with tempfile.TemporaryDirectory() as name:
        settings.configure(**settings_of(Place(Path(name), "contest", "https://desk.example"), {}))
        django.setup()
        from crosstally.desk.api import api

        document = api.get_openapi_schema(path_prefix="/api/v1/")
    print(json.dumps(document, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()

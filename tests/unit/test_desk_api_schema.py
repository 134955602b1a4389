"""The published OpenAPI: programs that believe it are not deceived, whatever they send."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, checks
from schemathesis.config import SchemathesisConfig

from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.desk_clients import READ, joined, uploaded
from tests.desk_programs import program, unhurried

EXAMPLES = 25
"""Of each operation, fitting and unfitting: as many as take some seconds."""
CHECKS = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
    checks.ignored_auth,
)


REFUSED = [400, 401, 403, 404, 405, 406, 409, 411, 413, 415, 422, 429]
"""What turns a request away; 411: nothing says how long its body is."""


@pytest.fixture(scope="module")
def _folder_as_before(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    kept = tmp_path_factory.mktemp("kept") / "election"
    left_out = shutil.ignore_patterns("desk")
    shutil.copytree(place.election, kept, ignore=left_out)
    yield
    for path in place.election.iterdir():
        if path.name != "desk":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(kept, place.election, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def api(place: Place, _folder_as_before: None) -> Any:
    """The document, as a program gets it from the desk."""
    from django.core.wsgi import get_wsgi_application

    sheet = uploaded(joined(Role.ADMINISTRATOR, "root"), 1)
    for typist in ("ann", "cem"):
        joined(Role.TYPIST, typist).post(f"/sheet/{sheet}/do/read/", READ)
    application = get_wsgi_application()

    def local(environ: dict[str, Any], start: Any) -> list[bytes]:
        """The desk by its name, every answer of it closed."""
        with closing(application({**environ, "HTTP_HOST": "127.0.0.1:8000"}, start)) as answer:
            return [b"".join(answer)]

    refusals = {"negative_data_rejection": {"expected-statuses": REFUSED}}
    config = SchemathesisConfig.from_dict({"checks": refusals})
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", local, config=config)


OPERATIONS = (
    "GET /api/v1/token",
    "PUT /api/v1/areas",
    "POST /api/v1/official-returns",
    "POST /api/v1/invitations",
    "POST /api/v1/messages",
    "GET /api/v1/returns",
    "GET /api/v1/election-folder",
)
NEVER_FIT = ("PUT /api/v1/areas", "POST /api/v1/official-returns")
"""Nobody writes a table by chance; ``test_desk_brought_in`` has whole ones."""


def test_every_operation_of_the_document_is_tried(api: Any) -> None:
    assert {one.ok().label for one in api.get_all_operations()} == set(OPERATIONS)


@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_one_that_the_document_names(api: Any, label: str) -> None:
    """What fits the document, and what does not, with a token and without."""
    (operation,) = (one.ok() for one in api.get_all_operations() if one.ok().label == label)
    token = program("ann" if label.endswith("/messages") else "root").headers
    statuses: Counter[int] = Counter()

    def tried(case: Any) -> None:
        unhurried()
        response = case.call_and_validate(headers=token, checks=CHECKS)
        statuses[response.status_code] += 1

    for mode in GenerationMode:
        within = settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        within(given(case=operation.as_strategy(generation_mode=mode))(tried))()
    assert sum(statuses.values()) >= EXAMPLES
    assert label in NEVER_FIT or statuses.keys() & {200, 201}, statuses

"""Every route of the OpenAPI description, with what schemathesis makes up: nothing breaks."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from pydantic import SecretStr
from schemathesis.schemas import BaseSchema

from bot.app.web import create_app
from bot.settings import Settings
from kb.knowledge import SnapshotBuilder
from tests.content import fill_small
from tests.migrated import with_tables
from tests.web.conftest import AES_KEY
from tests.web.served import served

EXAMPLES = 60  # for each route
# Rasa is away here, and the platforms' secrets aren't set: they say so.
MAY_BE_UNAVAILABLE = ("/readyz", "/telegram/webhook")


@pytest.fixture(scope="module")
def described(
    tmp_path_factory: pytest.TempPathFactory, builder: SnapshotBuilder
) -> Iterator[BaseSchema]:
    service = Settings(
        _env_file=None,
        data_dir=tmp_path_factory.mktemp("openapi"),
        secret_key=SecretStr("s" * 32),
        action_token=SecretStr("action-token-of-tests"),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        rasa_url="http://127.0.0.1:9",
        messages_per_minute=10**9,
        requests_per_minute=10**9,
        wechat_token=SecretStr("wechat-token"),
        wechat_app_id="wx0123456789abcdef",
        wechat_encoding_aes_key=SecretStr(AES_KEY),
        open311_api_keys=SecretStr("key-of-tests"),
    )
    with_tables(service.effective_database_url)
    asyncio.run(fill_small(service))
    app = create_app(service)
    app.state.services.knowledge._builder = builder
    with served(app) as url:
        yield schemathesis.openapi.from_url(f"{url}/openapi.json")


def test_no_request_breaks_the_service(described: BaseSchema) -> None:
    labels = []
    for found in described.get_all_operations():
        operation = found.ok()
        labels.append(operation.label)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            answer = case.call()
            unavailable = answer.status_code == 503 and case.path in MAY_BE_UNAVAILABLE
            assert answer.status_code < 500 or unavailable, (case.as_curl_command(), answer.text)
            assert "Traceback" not in answer.text

        ask()
    assert {"POST /webhooks/rest/webhook", "GET /open311/v2/requests.{extension}"} <= set(labels)

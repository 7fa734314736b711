"""The examples for containers fit the software: settings, commands, files, and how little they may.

What builds and starts them is not on every machine; this reads them.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot.app.__main__ import cli
from bot.settings import ROOT, Settings, read_settings
from bot.web.our_host import INNER_PATHS
from kb.yaml_file import read_yaml

FOLDER = ROOT / "deploy" / "docker"
COMPOSE = sorted(FOLDER.glob("compose.*.yml"))
DOCKERFILE = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
SETTINGS = {name.upper() for name in Settings.model_fields}
OTHERS = {"UV_PYTHON_INSTALL_DIR", "UV_LINK_MODE", "UV_COMPILE_BYTECODE", "PATH"}
# Keys of the Compose Specification that the examples use.
OF_A_SERVICE = {
    "image", "build", "env_file", "environment", "volumes", "read_only", "tmpfs", "cap_drop",
    "security_opt", "init", "command", "healthcheck", "restart", "depends_on", "ports",
    "stop_grace_period", "mem_limit", "networks", "shm_size",
}  # fmt: skip


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(path)
    return found


def ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The services of our image."""
    return {n: s for n, s in compose["services"].items() if s["image"] == "yubiao"}


def is_command(words: list[str]) -> bool:
    """Whether ``yubiao`` knows it."""
    found: Any = get_command(cli)
    for word in words:
        found = getattr(found, "commands", {}).get(word)
    return found is not None


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_an_example_is_whole(path: Path) -> None:
    compose = read(path)

    assert {key for key in compose if not key.startswith("x-")} <= {
        "name", "services", "networks", "volumes"
    }  # fmt: skip
    for name, service in compose["services"].items():
        assert set(service) <= OF_A_SERVICE, name
        for needed in service.get("depends_on", {}):
            assert needed in compose["services"]
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            assert source.startswith("/") or source in compose["volumes"], volume
        assert set(service.get("networks", ())) <= set(compose.get("networks", ()))


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_our_processes_may_little_and_are_reached_through_the_proxy_only(path: Path) -> None:
    for service in ours(read(path)).values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert re.search(r"^USER yubiao$", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.index("USER yubiao") > DOCKERFILE.index("useradd")


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_settings_are_those_there_are_and_no_secret_is_written_down(path: Path) -> None:
    for name, service in read(path)["services"].items():
        given = service.get("environment", {})
        assert {one for one in given if not one.startswith("POSTGRES_")} <= SETTINGS, name
        written = {
            one for one in given if re.search("PASSWORD|SECRET|KEY|TOKEN|IDENTITY", one)
        }  # fmt: skip
        assert all(str(given[one]).startswith("${") for one in written)
    assert "${DATABASE_PASSWORD:?}" in path.read_text() or "scaled" not in path.name


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_commands_are_those_there_are(path: Path) -> None:
    for service in ours(read(path)).values():
        command = shlex.split(service.get("command", "yubiao run"))
        for one in (command[-1] if command[0] == "sh" else shlex.join(command)).split("&&"):
            name, *words = one.split()
            assert (name, is_command(words)) == ("yubiao", True), one


def test_the_scaled_example_s_settings_are_valid(tmp_path: Path) -> None:
    given = read(FOLDER / "compose.scaled.yml")["services"]["yubiao"]["environment"]
    instead = {
        name.lower(): str(value).replace("${DATABASE_PASSWORD:?}", "x")
        for name, value in given.items()
    }

    settings = read_settings(**instead, data_dir=str(tmp_path))

    assert settings.web_processes == int(given["WEB_PROCESSES"]) > 1
    assert settings.effective_database_url.startswith("postgresql://yubiao:x@database/")


def test_the_image_is_made_of_what_there_is() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    named = re.findall(r"-r? ?python \S+/python (\S+\.txt)", DOCKERFILE)
    environment = " ".join(re.findall(r"^ENV (.+)$", DOCKERFILE, re.MULTILINE))
    health = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", DOCKERFILE)

    assert all((ROOT / one).exists() for one in copied)
    assert {"requirements/main.txt", "bot/rasa/requirements.txt"} <= {*copied, *named}
    assert {pair.partition("=")[0] for pair in environment.split()} <= SETTINGS | OTHERS
    assert health is not None
    assert health[2] in INNER_PATHS  # also asked by the machine's own address in production
    assert f"PORT={health[1]}" in environment.split()


def test_no_secret_and_no_data_of_the_builder_comes_into_the_image() -> None:
    left_out = set((ROOT / ".dockerignore").read_text(encoding="utf-8").split())

    assert {".env", "var", ".git", ".venv", "bot/rasa/.venv"} <= left_out

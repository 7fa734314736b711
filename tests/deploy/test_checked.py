"""The examples for systemd, nginx, Caddy and Compose, read by those programs where they are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

DEPLOY = ROOT / "deploy"
CERTIFICATE = (
    "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
    "-subj", "/CN=example.gov.cn",
)  # fmt: skip


def needs(*programs: str) -> pytest.MarkDecorator:
    """Left out where a program is missing; some lie where only root looks."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    missing = [one for one in programs if shutil.which(one, path=path) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not here: {', '.join(missing)}")


def told(*command: str) -> str:
    """What a program says; it must end well."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@needs("systemd-analyze")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    """With our own Python in the place of the program, which need not be installed here."""
    written = (DEPLOY / "systemd" / "yubiao.service").read_text(encoding="utf-8")
    unit = tmp_path / "yubiao.service"
    for name in ("yubiao run", "yubiao restart"):
        assert f"/opt/yubiao/.venv/bin/{name}" in written
    unit.write_text(written.replace("/opt/yubiao/.venv/bin/yubiao", sys.executable), "utf-8")

    said = told("systemd-analyze", "verify", "--man=no", str(unit))

    # It ends well, too, where a line says nothing to it.
    assert not re.search(r"yubiao\.service:\d+: ", said), said


@needs("nginx", "openssl")
def test_nginx_understands_the_site(tmp_path: Path) -> None:
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    told(*CERTIFICATE, "-keyout", str(key), "-out", str(certificate))
    site = (DEPLOY / "proxy" / "nginx.conf").read_text(encoding="utf-8")
    assert "/etc/ssl/yubiao/" in site
    whole = (
        f"pid {tmp_path}/nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n"
        f"{site.replace('/etc/ssl/yubiao/', f'{tmp_path}/')}\n}}\n"
    )
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")

    said = told("nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"))

    assert "[warn]" not in said


@needs("caddy")
def test_caddy_understands_the_site(tmp_path: Path) -> None:
    file = str(DEPLOY / "proxy" / "Caddyfile")

    said = told("caddy", "validate", "--adapter", "caddyfile", "--config", file)

    assert "Valid configuration" in said


def has_compose() -> bool:
    """Whether Docker has the plugin that knows the Compose Specification."""
    command = ["docker", "compose", "version"]
    return bool(shutil.which("docker")) and (
        subprocess.run(command, capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not has_compose(), reason="not here: docker compose")
@pytest.mark.parametrize("name", ["compose.single.yml", "compose.scaled.yml"])
def test_compose_understands_the_example(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "deploy" / "docker"
    shutil.copytree(DEPLOY / "docker", folder)
    (folder / "yubiao.env").write_text("SECRET_KEY=x\n", "utf-8")
    (folder / ".env").write_text("DATABASE_PASSWORD=x\n", "utf-8")

    said = told("docker", "compose", "-f", str(folder / name), "config")

    assert "prepare:" in said

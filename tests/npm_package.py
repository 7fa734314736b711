"""Packages of npm that serve as independent peers in tests."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def installed(request: pytest.FixtureRequest, source: Path, package: str) -> Path:
    """A folder with the package installed, kept in pytest's cache from run to run.

    Skips the test where Node is missing or the package can't be had.

    Args:
        request: of the fixture.
        source: folder with package.json, its lock file, .npmrc and our own scripts.
        package: what must be there afterwards.
    """
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not installed")
    assert request.config.cache is not None
    folder = request.config.cache.mkdir(package)
    shutil.copytree(source, folder, dirs_exist_ok=True)
    if not (folder / "node_modules" / package / "package.json").exists():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
            pytest.skip(f"npm can't install {package}: {type(problem).__name__}")
    return folder

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from bot.settings import ROOT


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_a_shim_that_does_not_start_is_passed_over(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path / "path" / "python3.10", "#!/bin/sh\nexit 127\n")
    real = script(
        tmp_path / "pyenv" / "versions" / "3.10.99" / "bin" / "python3.10",
        "#!/bin/sh\necho 3.10\n",
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/usr/bin:/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("HOME", str(tmp_path))

    assert bootstrap.find_python310() == str(real)


def test_none_is_found_where_there_is_none(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))

    assert bootstrap.find_python310() is None


def test_only_the_wanted_version_counts(bootstrap: ModuleType) -> None:
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"

    assert bootstrap.starts(sys.executable, own)
    assert not bootstrap.starts(sys.executable, "2.7")
    assert not bootstrap.starts("/nonexistent/python", own)


def test_an_unchanged_environment_is_left_alone(
    bootstrap: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import hashlib

    requirements = tmp_path / "r.txt"
    requirements.write_text("six==1.17.0\n")
    folder = tmp_path / "env"
    folder.mkdir()
    stamp = hashlib.sha256(requirements.read_bytes() + b"python3").hexdigest()
    (folder / "requirements.digest").write_text(stamp)

    bootstrap.environment("/nonexistent/uv", folder, "python3", requirements, "环境")

    assert "没有变化" in capsys.readouterr().out


def test_requirements_are_pinned_by_hash_and_name_no_address() -> None:
    for path in [*(ROOT / "requirements").glob("*.txt"), ROOT / "bot/rasa/requirements.txt"]:
        text = path.read_text()
        pins = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)
        assert "http://" not in text
        assert "https://" not in text

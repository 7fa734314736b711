"""Builds both environments with any Python 3.11+ and nothing else installed.

Usage: python3 scripts/bootstrap.py [--browser]

``--browser`` also installs Debian's Chromium and a Chinese font where that is allowed.
"""

from __future__ import annotations

import glob
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "var" / "tools"
MAIN = ROOT / ".venv"
RASA = ROOT / "bot" / "rasa" / ".venv"


def say(text: str) -> None:
    """Show one step."""
    print(f"==> {text}", flush=True)


def stop(text: str) -> None:
    """End with one clear sentence."""
    print(f"错误：{text}", file=sys.stderr)
    raise SystemExit(1)


def find_uv() -> str:
    """uv from PATH, or fetched by pip into the data folder."""
    found = shutil.which("uv") or shutil.which("uv", path=str(TOOLS / "bin"))
    if found:
        return found
    say("用 pip 取得 uv")
    # --target also works where the system's Python is marked as externally managed (PEP 668).
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(TOOLS), "uv"],
        check=False,
    )
    found = shutil.which("uv", path=str(TOOLS / "bin"))
    if done.returncode != 0 or found is None:
        stop("无法用 pip 安装 uv，请检查 pip 和网络。")
    return str(found)


def starts(python: str, version: str) -> bool:
    """Whether this really is a Python of the version (pyenv's shims may refuse to start)."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [python, "-c", code], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == version


def find_python310() -> str | None:
    """A Python 3.10 that starts: on PATH, then among pyenv's."""
    candidates = [shutil.which("python3.10")]
    for folder in (os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")):
        if folder:
            pattern = str(Path(folder) / "versions" / "3.10*" / "bin" / "python3.10")
            candidates += sorted(glob.glob(pattern), reverse=True)
    return next((c for c in candidates if c and starts(c, "3.10")), None)


def environment(uv: str, folder: Path, python: str, requirements: Path, name: str) -> None:
    """Make or update one environment from its hash-pinned file; skip it when nothing changed."""
    stamp = folder / "requirements.digest"
    wanted = hashlib.sha256(requirements.read_bytes() + python.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        say(f"{name}：没有变化")
        return
    say(f"{name}：正在安装（第一次需要几分钟）")
    steps = [
        [uv, "venv", "--quiet", "--clear", "--python", python, str(folder)],
        [
            uv, "pip", "sync", "--require-hashes",
            "--python", str(folder / "bin" / "python"), str(requirements),
        ],
    ]  # fmt: skip
    for step in steps:
        if subprocess.run(step, check=False).returncode != 0:
            stop(f"{name}安装失败，请看上面的输出。")
    stamp.write_text(wanted)


def launcher() -> None:
    """Put the command ``yubiao`` beside the environment's Python."""
    script = MAIN / "bin" / "yubiao"
    script.write_text(
        '#!/bin/sh\nhere=$(cd "$(dirname "$0")/../.." && pwd)\n'
        'PYTHONPATH="$here" exec "$here/.venv/bin/python" -m bot.app "$@"\n'
    )
    script.chmod(0o755)


def browser() -> None:
    """Install Chromium and a Chinese font by apt where we may; else say that tests will skip."""
    has_font = bool(glob.glob("/usr/share/fonts/**/NotoSansCJK*", recursive=True))
    if shutil.which("chromium") and has_font:
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        say("没有 Chromium，也没有权限安装：浏览器测试会跳过")
        return
    say("安装 Chromium 和中文字体（浏览器测试用）")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL, env=env)
    packages = ["chromium", "fonts-noto-cjk"]
    done = subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        check=False,
        stdout=subprocess.DEVNULL,
        env=env,
    )
    if done.returncode != 0:
        say("Chromium 没有装上：浏览器测试会跳过")


def main() -> None:
    """Build what is missing."""
    if sys.version_info < (3, 11):  # noqa: UP036 (this file is what finds that out)
        stop("需要 Python 3.11 或更新的版本。")
    uv = find_uv()
    dev = ROOT / "requirements" / "dev.txt"
    environment(uv, MAIN, sys.executable, dev, "主环境")
    launcher()
    python310 = find_python310()
    if python310 is None:
        say("没有找到能启动的 Python 3.10，请 uv 下载一个")
        if subprocess.run([uv, "python", "install", "--quiet", "3.10"], check=False).returncode:
            stop("Rasa 需要 Python 3.10：本机没有，uv 也下载不到，请先安装 Python 3.10。")
        python310 = "3.10"
    requirements = ROOT / "bot" / "rasa" / "requirements.txt"
    environment(uv, RASA, python310, requirements, "Rasa 环境")
    if "--browser" in sys.argv:
        browser()


if __name__ == "__main__":
    main()

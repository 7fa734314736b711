"""Whether tests would notice: small breakages, one at a time, and who sees them.

Usage: .venv/bin/python bench/mutants.py [--seed 16] [--count 60] [--package kb] [--again]

Draws breakages (bench/mutation.py) from five packages, as many from each, applies each in a copy
of the tree and runs the test files nearest to it (bench/near_tests.py), SQLite only. A breakage is
killed when a test fails that passes without it, or when the tests then take more than 60 s of a
processor and without it not half of that. The content is loaded once, with nothing broken. Prints a
table and the survivors. What was tried is kept in --out: an interrupted run goes on; --again tries
its survivors once more.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.mutation import Mutant, mutants_of
from bench.near_tests import OURS, NearTests

PACKAGES = ("kb", "bot/conversation", "bot/complaints", "bot/outbox", "bot/campaigns")
# Looks: where a line of a poster lies no test can say.
LEFT_OUT = ("bot/campaigns/drawing/",)
MOST_FILES = 6
SECONDS = 60  # of a processor, for all near tests of one breakage
_BROKEN = 70  # how a child ends that didn't come as far as its tests
WAITED = 400  # seconds on the clock: the machine may be busy


@dataclass(frozen=True)
class Tried:
    """A breakage and what became of it.

    Args:
        package: it was drawn for.
        path: the file.
        mutant: the breakage.
        nth: of the breakages of the file that read the same.
        killed: whether a test noticed.
        by: the test that did, or "time".
    """

    package: str
    path: str
    mutant: Mutant
    nth: int
    killed: bool = False
    by: str = ""

    @property
    def key(self) -> str:
        """What names it, whatever lines stand before it."""
        one = self.mutant
        return f"{self.path}|{one.kind}|{one.before}|{one.after}|{self.nth}"


class Copy:
    """A copy of the committed tree with one file broken at a time."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        self._folder = folder
        names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT).decode().split("\0")
        for name in filter(None, names):
            if (ROOT / name).is_file():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.tree / name)
        self._sound: dict[str, bool] = {}
        self._quick: dict[str, bool] = {}
        self._tests = NearTests(self.tree)
        self._content = self._seeded()

    def _seeded(self) -> Path:
        """The folder of tests/seeded.py, made once: loading takes longer than most near tests."""
        make = "import sys, pathlib\nfrom tests.seeded import made_once\n"
        make += "print(made_once(pathlib.Path(sys.argv[1])))"
        said = subprocess.check_output(
            [sys.executable, "-c", make, str(self._folder)], cwd=self.tree, text=True
        )
        return Path(said.strip())

    def files(self, folder: str) -> list[str]:
        """The Python files below a folder, by name."""
        found = (self.tree / folder).rglob("*.py")
        return sorted(str(path.relative_to(self.tree)) for path in found)

    def near(self, path: str) -> list[str]:
        """The test files that should notice a breakage of a file."""
        return [test for test in self._tests.of(path) if self._sound.get(test, True)][:MOST_FILES]

    def tried(self, one: Tried) -> Tried:
        """Break a file, run its near tests, mend it."""
        whole, path = self.tree / one.path, one.path
        kept = whole.read_bytes()
        stamp = whole.stat().st_mtime_ns
        try:
            whole.write_bytes(one.mutant.applied(kept))
            by = self._noticed_by(self.near(path))
        finally:
            whole.write_bytes(kept)
            os.utime(whole, ns=(stamp, stamp))
        if by == "time":
            by = by if self._is_quick(self.near(path)) else ""
        elif by and not self._is_sound(by.partition("::")[0].split()[-1]):
            return self.tried(one)  # by the other near tests
        return replace(one, killed=bool(by), by=by)

    def _is_sound(self, file: str) -> bool:
        """Whether a test file passes in the copy while nothing is broken."""
        if file not in self._sound:
            self._sound[file] = not self._noticed_by([file])
        return self._sound[file]

    def _is_quick(self, files: list[str]) -> bool:
        """Whether test files take less than half the time while nothing is broken."""
        key = " ".join(files)
        if key not in self._quick:
            self._quick[key] = not self._noticed_by(files, SECONDS // 2)
        return self._quick[key]

    def _noticed_by(self, files: list[str], seconds: int = SECONDS) -> str:
        """The first failure of test files, "time" if they take too long; empty if all pass."""
        said = self._folder / "said.txt"
        child = os.fork()
        if not child:
            try:
                self._run(files, said, seconds)
            except BaseException:  # never back into what the parent does
                traceback.print_exc()
                os._exit(_BROKEN)
        status = _waited(child)
        if status is None or os.WIFSIGNALED(status):
            return "time"
        code = os.waitstatus_to_exitcode(status)
        if code == _BROKEN:
            raise RuntimeError(said.read_text())
        if code in (0, 5):  # 5: nothing to run
            return ""
        failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", said.read_text(), re.M)
        return failed[0] if failed else f"collecting {files[0]}"

    def _run(self, files: list[str], said: Path, seconds: int) -> None:
        """In the child: run test files and end."""
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.chdir(self.tree)
        path = [one for one in sys.path if Path(one or ".").resolve() != ROOT]
        sys.path[:] = [str(self.tree), *path]
        for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
            del sys.modules[name]
        scratch = self._folder / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        tempfile.tempdir = os.environ["TMPDIR"] = str(scratch)
        import pytest

        from tests import seeded

        seeded.made_once = lambda shared: self._content
        options = ["-x", "-q", "-p", "no:cacheprovider", "-k", "not postgresql", "--no-header"]
        base = f"--basetemp={scratch / 'pytest'}"
        code = pytest.main(
            [*files, *options, "-W", "ignore::pytest.PytestAssertRewriteWarning", base]
        )
        sys.stdout.flush()
        os._exit(int(code))


def _waited(child: int) -> int | None:
    """How a child ended; None if it had to be ended."""
    until = time.monotonic() + WAITED
    try:
        while time.monotonic() < until:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return status
            time.sleep(0.05)
    except BaseException:
        # It has a group of its own: whoever stops this script would leave it running.
        os.killpg(child, signal.SIGKILL)
        raise
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _warm(tree: Path) -> None:
    """Import what is not ours once, here: the children begin with it."""
    ask = (
        "import sys, pathlib, importlib\n"
        "import tests.conftest\n"
        "for path in sorted(pathlib.Path('bot').rglob('*.py')):\n"
        "    if '/rasa/' not in str(path) and '/migrations/' not in str(path):\n"
        "        importlib.import_module('.'.join(path.with_suffix('').parts))\n"
        "print(*sys.modules, sep='\\n', file=sys.__stdout__)\n"
    )
    said = subprocess.check_output([sys.executable, "-c", ask], cwd=tree, text=True)
    for name in said.split():
        if name.split(".")[0] not in (*OURS, "__main__", "__mp_main__") and "pytest" not in name:
            try:
                importlib.import_module(name)
            except ImportError:  # a name some package gives its parts
                continue


def drawn(copy: Copy, packages: tuple[str, ...], seed: int, count: int) -> list[Tried]:
    """Breakages to try, as many from each package.

    Each has a place in the draw of its own: a larger count brings the same and more, and a change
    elsewhere in the tree none that are new.
    """
    found = []
    for package in packages:
        paths = [one for one in copy.files(package) if not one.startswith(LEFT_OUT)]
        every = [one for path in paths for one in _breakages(copy, package, path)]
        every.sort(key=lambda one: sha256(f"{seed}|{one.key}".encode()).digest())
        found.append(every[: count // len(packages)])
        print(f"{package}: {len(every)} breakages", file=sys.stderr)
    return [one for row in zip(*found, strict=True) for one in row]


def _breakages(copy: Copy, package: str, path: str) -> list[Tried]:
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for one in mutants_of((copy.tree / path).read_text()):
        same = (one.kind, one.before, one.after)
        found.append(Tried(package, path, one, seen[same]))
        seen[same] += 1
    return found


def _read(out: Path) -> dict[str, Tried]:
    if not out.exists():
        return {}
    rows = map(json.loads, out.read_text().splitlines())
    tried = (Tried(**{**row, "mutant": Mutant(**row["mutant"])}) for row in rows)
    return {one.key: one for one in tried}


def _told(tried: list[Tried], packages: tuple[str, ...]) -> None:
    print("| package | killed | of | |\n| --- | --- | --- | --- |")
    for package in (*packages, ""):
        of = [one for one in tried if not package or one.package == package]
        killed = sum(one.killed for one in of)
        print(f"| {package or 'all'} | {killed} | {len(of)} | {killed / max(len(of), 1):.0%} |")
    for one in sorted((one for one in tried if not one.killed), key=lambda one: one.key):
        print(f"\n{one.path}:{one.mutant.line} {one.mutant.kind}")
        print(f"  - {one.mutant.before}\n  + {one.mutant.after}")


def main() -> None:
    """Draw, try, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--package", choices=PACKAGES)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "mutants.jsonl")
    args = parser.parse_args()
    packages = (args.package,) if args.package else PACKAGES
    os.environ["OMP_NUM_THREADS"] = "1"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the copy is cleared away
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Copy(Path(folder))
        _warm(copy.tree)
        known, done = _read(args.out), []
        for one in drawn(copy, packages, args.seed, args.count):
            before = known.get(one.key)
            if before is None or (args.again and not before.killed):
                one = copy.tried(one)
                with args.out.open("a") as file:
                    file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
            else:
                one = replace(one, killed=before.killed, by=before.by)
            done.append(one)
            said = "killed  " if one.killed else "SURVIVED"
            print(said, f"{one.path}:{one.mutant.line}", one.by, file=sys.stderr, flush=True)
    _told(done, packages)


if __name__ == "__main__":
    main()

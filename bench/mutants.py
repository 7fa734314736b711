"""Whether tests would notice: small breakages, one at a time, and who sees them.

Usage: .venv/bin/python bench/mutants.py [--seed 16] [--count 60] [--parts 2] [--again]

Draws breakages (bench/mutation.py) from five packages, as many from each, applies each in a copy
of the tree and runs 10 s of the tests nearest to it: those that were seen to call the broken
function (bench/reached.py, to be run before), SQLite only. A breakage is killed when a test fails
that passes without it, or when the tests then take more than 60 s of a processor. The content is
loaded once, with nothing broken, and the tests are imported once: each breakage is tried in a fork,
but for what is made while a file is imported. Prints a table and the survivors. What was tried is
kept in --out: an interrupted run goes on; --again tries its survivors once more.
"""

from __future__ import annotations

import argparse
import gc
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
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import CodeType, FunctionType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pytest
from _pytest import main as runner

from bench.mutation import Mutant, mutants_of
from bench.reached import KEPT, Reached, function_at, note_calls, noted_calls

PACKAGES = ("kb", "bot/conversation", "bot/complaints", "bot/outbox", "bot/campaigns")
# Looks: where a line of a poster lies no test can say.
LEFT_OUT = ("bot/campaigns/drawing/",)
SECONDS = 60  # of a processor, for all near tests of one breakage: whole, they take 10
_UNLIKE = 70  # how a child ends that could not break it so
_CONTENT = (
    "import sys, pathlib\n"
    "from tests.seeded import made_once\n"
    "made_once(pathlib.Path(sys.argv[1]))\n"
)
_PROGRAM = (
    "import sys, pathlib, pytest\n"
    "from tests import seeded\n"
    "seeded.made_once = lambda shared: pathlib.Path(sys.argv[1])\n"
    "sys.exit(pytest.main(sys.argv[2:]))\n"
)
WAITED = 900  # seconds on the clock: the machine may be busy


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


class House:
    """The tests of a tree, imported once; each breakage is tried in a fork of the process.

    Args:
        tree: a copy; it is the folder this process runs in.
        folder: for what the tests leave.
        content: see tests/seeded.py; loading it takes longer than most tests.
        reached: which tests call what.
    """

    def __init__(self, tree: Path, folder: Path, content: Path, reached: Reached) -> None:
        self._tree, self._content, self._reached = tree, content, reached
        self._said = folder / "said.txt"
        self._sound: dict[str, bool] = {}
        self._options = ["-x", "-q", "-s", "-p", "no:cacheprovider"]
        self._options.append(f"--basetemp={folder / 'pytest'}")

    def run(self, tests: Iterable[str], work: Callable[[], None]) -> None:
        """Import the files of tests, then do some work that calls :meth:`tried`."""
        self._work = work
        note_calls()
        files = dict.fromkeys(test.partition("::")[0] for test in tests)
        pytest.main([*self._options, *files], plugins=[self])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """See pytest."""
        self._called_early = noted_calls()
        gc.unfreeze()
        sys.modules["tests.seeded"].made_once = lambda shared: self._content  # type: ignore[attr-defined]
        self._session = session
        self._items = {item.nodeid: item for item in session.items}
        self._work()
        return True

    def tried(self, one: Tried) -> Tried:
        """Break something and run its near tests."""
        path = self._tree / one.path
        near = self._reached.of(self._tree, one.path, one.mutant.line)
        near = [test for test in near if test in self._items and self._sound.get(test, True)]
        broken = one.mutant.applied(path.read_bytes())
        function = function_at(path, one.mutant.line).partition(".<locals>")[0]
        by = None
        if f"{one.path}:{function}" not in self._called_early:
            by = self._in_fork(near, partial(_replace, str(path), broken, function))
        if by is None:
            by = self._in_file(near, path, broken)
        if "::" in by and not self._is_sound(by):
            return self.tried(one)  # by the other near tests
        return replace(one, killed=bool(by), by=by)

    def _is_sound(self, test: str) -> bool:
        """Whether a test passes while nothing is broken."""
        if test not in self._sound:
            self._sound[test] = not self._in_fork([test], lambda: None)
        return self._sound[test]

    def _in_fork(self, tests: list[str], breaks: Callable[[], None]) -> str | None:
        """The first that fails, "time" if they take too long; None if it can't be broken so."""
        self._said.write_text("")
        child = os.fork()
        if not child:
            code = _UNLIKE
            try:
                code = self._run(tests, breaks)
            finally:  # never back into what the parent does
                os._exit(code)
        status = _waited(child)
        if status is None or os.WIFSIGNALED(status):
            return "time"
        code = os.waitstatus_to_exitcode(status)
        return None if code == _UNLIKE else self._failed() if code else ""

    def _run(self, tests: list[str], breaks: Callable[[], None]) -> int:
        """In the child: break something and run tests; whether one failed."""
        os.setpgid(0, 0)
        _limit()
        out = os.open(self._said, os.O_WRONLY | os.O_APPEND)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.environ["TMPDIR"] = tempfile.tempdir = str(self._said.parent)
        data = Path(os.environ["DATA_DIR"])  # of this child alone
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir()
        try:
            breaks()
        except ValueError:
            return _UNLIKE
        self._session.items = [self._items[test] for test in tests]
        with suppress(pytest.Session.Failed):
            runner.pytest_runtestloop(self._session)
        return int(bool(self._session.testsfailed))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """See pytest; a child ends before pytest would sum up."""
        if report.failed:
            os.write(1, f"\nFAILED {report.nodeid} - \n".encode())

    def _failed(self) -> str:
        said = self._said.read_text(errors="replace")
        failed = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", said, re.M)
        return failed[1] if failed else "collecting"

    def _in_file(self, tests: list[str], path: Path, broken: bytes) -> str:
        """The same in a process of its own, for what is made while a file is imported."""
        kept, stamp = path.read_bytes(), path.stat().st_mtime_ns
        command = [sys.executable, "-c", _PROGRAM, self._content, *self._options, *tests]
        try:
            path.write_bytes(broken)
            with self._said.open("w") as said:
                ended = subprocess.run(
                    command, cwd=self._tree, stdout=said, stderr=said, preexec_fn=_limit
                )
        finally:
            path.write_bytes(kept)
            os.utime(path, ns=(stamp, stamp))
        if ended.returncode < 0:
            return "time"
        return "" if ended.returncode in (0, 5) else self._failed()  # 5: nothing to run


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))


def _replace(path: str, broken: bytes, name: str) -> None:
    """Give a function the code it has in a broken file; ValueError if that is not to be had."""
    new = [code for code in _codes(compile(broken, path, "exec")) if code.co_qualname == name]
    old = [one for one in gc.get_objects() if isinstance(one, FunctionType)]
    old = [
        one for one in old if (one.__code__.co_filename, one.__code__.co_qualname) == (path, name)
    ]
    if not old or len(old) != len(new):
        raise ValueError(name)
    for one in (new, old):  # a property's reader and writer have one name
        one.sort(key=lambda one: getattr(one, "__code__", one).co_firstlineno)
    for function, code in zip(old, new, strict=True):
        function.__code__ = code


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


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


def drawn(packages: tuple[str, ...], seed: int, count: int) -> list[Tried]:
    """Breakages to try, as many from each package.

    Each has a place in the draw of its own: a larger count brings the same and more, and a change
    elsewhere in the tree none that are new.
    """
    found = []
    for package in packages:
        names = (str(path.relative_to(ROOT)) for path in sorted((ROOT / package).rglob("*.py")))
        paths = [name for name in names if not name.startswith(LEFT_OUT)]
        every = [one for path in paths for one in _breakages(package, path)]
        every.sort(key=lambda one: sha256(f"{seed}|{one.key}".encode()).digest())
        found.append(every[: count // len(packages)])
        print(f"{package}: {len(every)} breakages", file=sys.stderr)
    return [one for row in zip(*found, strict=True) for one in row]


def _breakages(package: str, path: str) -> list[Tried]:
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for one in mutants_of((ROOT / path).read_text()):
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


def _try_all(drawn: list[Tried], out: Path, again: bool, content: Path) -> None:
    """In a copy: try what was not tried yet."""
    known, reached = _read(out), Reached()
    left = [one for one in drawn if one.key not in known or (again and not known[one.key].killed)]
    folder = Path(tempfile.mkdtemp(dir=ROOT.parent))
    house = House(ROOT, folder, content, reached)

    def work() -> None:
        for one in left:
            if not again and one.key in _read(out):  # another run was here first
                continue
            one = house.tried(one)
            with out.open("a") as file:
                file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
            said = "killed  " if one.killed else "SURVIVED"
            print(said, f"{one.path}:{one.mutant.line}", one.by, file=sys.stderr, flush=True)

    near = (reached.of(ROOT, one.path, one.mutant.line) for one in left)
    house.run((test for tests in near for test in tests), work)


def _copied(tree: Path) -> None:
    """A copy of the committed files as they are now, and of what bench/reached.py kept."""
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT).decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    shutil.copytree(KEPT, tree / KEPT.relative_to(ROOT))


def _try_in_copies(folder: Path, parts: int, out: Path) -> None:
    trees = [folder / f"part{part}" / "tree" for part in range(parts)]
    for tree in trees:
        _copied(tree)
    content = ["-c", _CONTENT, str(folder)]
    subprocess.run([sys.executable, *content], cwd=trees[0], check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, "-W", "ignore", "bench/mutants.py", *sys.argv[1:]]
    command += ["--out", str(out), "--content", str(folder / "seeded")]
    started = [
        subprocess.Popen([*command, "--part", str(part)], cwd=tree)
        for part, tree in enumerate(trees)
    ]
    try:
        for one in started:
            one.wait()
    finally:
        for one in started:
            one.terminate()
            one.wait()


def main() -> None:
    """Draw, try, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--package", choices=PACKAGES)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--parts", type=int, default=2, help="processes")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "mutants.jsonl")
    parser.add_argument("--part", type=int, help="used by itself, as is --content")
    parser.add_argument("--content", type=Path)
    args = parser.parse_args()
    packages = (args.package,) if args.package else PACKAGES
    os.environ["OMP_NUM_THREADS"] = "1"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the copies are cleared away
    every = drawn(packages, args.seed, args.count)
    if args.part is not None:
        _try_all(every[args.part :: args.parts], args.out, args.again, args.content)
        return
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        _try_in_copies(Path(folder), args.parts, args.out.resolve())
    known = _read(args.out)
    _told([known[one.key] for one in every if one.key in known], packages)


if __name__ == "__main__":
    main()

"""Run as a program: tries every pattern of the project on nasty texts, and tells the slow ones.

Usage: python -m tests.every_pattern [--all | --write | PATTERN ...]

Those that were tried before are not tried again: ``patterns_tried.txt`` keeps the digest of each,
under that of this file, so that a pattern or a way of trying that is new is seen to be. ``--all``
tries every one, ``--write`` those that are new and then keeps which were found to be quick; with
patterns it tries those.

Patterns are found where they are made: in each module, in what is made of content when the
application is put together, and in calls such as ``re.sub("…", …)``.
"""

from __future__ import annotations

import ast
import base64
import gc
import hashlib
import importlib
import json
import math
import pkgutil
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, pairwise, repeat
from operator import mul
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TRIED = Path(__file__).with_name("patterns_tried.txt")
PACKAGES = ("kb", "bot", "actions")
# They need Rasa's environment, or run a migration when imported.
ELSEWHERE = ("bot.rasa.components", "bot.rasa.understand", "bot.migrations")
SHORT, TIMES = 1_250, 4
LONG = SHORT * TIMES
# CPU seconds. A pattern that goes over a text once takes less than one for the long one.
STUCK = 0.25
NOTICEABLE = 0.01
# What is below it on the short text can't be noticeable on the long one, even with the text's cube.
HARMLESS = NOTICEABLE / TIMES**3
OVER = 4  # times each thing is measured: clocks of CPU time go in steps of milliseconds
# A pattern that takes no more from any place takes a time that grows as the text does, and for the
# long one less than STUCK.
FEW_STEPS = 5_000
# Four times the text takes four times as long, or sixteen times where each place is tried to the
# end; between the two lies what a busy machine makes of a measurement.
MOST_GROWTH, SURELY_FINE = 8, 6
FILLERS = (
    "1", " ", "的", "年", "一", "二", "a", "A", "-", ".", "/", "，", "。", "\n", '"', "“", "(",
    "（", "[", "<", "@", "：", "_", "元", "区", "1 ", "1-", "1.", "1,", "一年", "1年", "A1", "a@",
    "（）", " 的", "- ",
)  # fmt: skip
# What was taken is given back only where the end does not fit: a letter and a sign of no pattern.
ENDS = ("", "þ", "\0")
ROUNDS = 6  # of a suspicion
# CPU seconds, and how much more than several short ones: no busy machine makes that.
PLAIN, PLAIN_GROWTH = 0.25, 1.5
MOST_LITERALS = 16
REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
Made = dict[str, list[re.Pattern[Any]]]


class Stuck(Exception):
    """It takes longer than any pattern may."""


def modules() -> Iterator[ModuleType]:
    """Every module of the project."""
    for package in PACKAGES:
        found = importlib.import_module(package)
        yield found
        for one in pkgutil.walk_packages(found.__path__, f"{package}."):
            if not one.name.startswith(ELSEWHERE) and not one.name.endswith("__main__"):
                yield importlib.import_module(one.name)
    yield importlib.import_module("server")


def place_of(path: str, line: int) -> str:
    return f"{Path(path).relative_to(ROOT)}:{line}"


def record(found: Made) -> None:
    """From now on note every pattern that code of the project compiles."""
    compile_ = re.compile

    def recording(pattern: Any, flags: Any = 0) -> re.Pattern[Any]:
        made = compile_(pattern, flags)
        frame = sys._getframe(1)
        path = frame.f_code.co_filename
        if path.startswith(tuple(f"{ROOT}/{name}/" for name in PACKAGES)):
            found.setdefault(place_of(path, frame.f_lineno), []).append(made)
        return made

    re.compile = recording  # type: ignore[assignment]


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls of functions of ``re``."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
        ):
            yield node


def inline(module: ModuleType) -> Iterator[tuple[str, str | re.Pattern[Any]]]:
    """Patterns written into calls, with their places; what can't be known here is a complaint."""
    path = str(module.__file__)
    for call in calls(ast.parse(Path(path).read_text(encoding="utf-8"))):
        name = call.func.attr  # type: ignore[attr-defined]
        if name in ("compile", "escape"):
            continue
        place = place_of(path, call.lineno)
        written = ast.unparse(call.args[0])
        if re.fullmatch(r"re\.escape\(\w+\)", written):
            continue  # a literal text, found in one pass
        flags = re.NOFLAG
        for word in (*(k.value for k in call.keywords if k.arg == "flags"), *call.args[2:]):
            if "re." in ast.unparse(word):
                flags = eval(ast.unparse(word), vars(module))
        try:
            yield place, re.compile(eval(written, vars(module)), flags)
        except NameError:
            yield place, f"{place}: compile it where a test can find it: {written}"


def compiled_places(module: ModuleType) -> set[str]:
    path = str(module.__file__)
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    return {
        place_of(path, call.lineno)
        for call in calls(tree)
        if call.func.attr == "compile"  # type: ignore[attr-defined]
    }


def literals(pattern: re.Pattern[Any]) -> list[str]:
    """Texts a pattern has in it, and a letter of each of its sets."""
    found: dict[str, None] = {}

    def walk(items: Any) -> None:
        run = ""
        for op, value in items:
            if op is _constants.LITERAL:
                run += chr(value)
                continue
            if run:
                found[run] = None
            run = ""
            if op is _constants.IN:
                for kind, inner in value:
                    if kind is _constants.LITERAL:
                        found[chr(inner)] = None
                    elif kind is _constants.RANGE:
                        found[chr(inner[0])] = None
            else:
                for part in value if isinstance(value, tuple | list) else (value,):
                    for one in part if isinstance(part, list) else (part,):
                        if isinstance(one, _parser.SubPattern):
                            walk(one)
        if run:
            found[run] = None

    walk(parsed(pattern))
    wanted = [word for word in found if word[0] < "\ud800" or word[0] > "\udfff"]
    step = max(1, len(wanted) // MOST_LITERALS)
    return wanted[::step][:MOST_LITERALS]


def steps(items: Any) -> tuple[float, float]:
    """How many ways a parsed pattern can be gone through from one place, and in how many steps.

    Both are the most there can be, and infinite where the length of the text decides.
    """
    ways, whole = 1.0, 0.0
    for op, value in items:
        if op in REPEATS:
            least, most, inner = value
            if most is _constants.MAXREPEAT or most > FEW_STEPS:
                return math.inf, math.inf
            once, each = steps(inner)
            powers = list(accumulate(repeat(once, most), mul, initial=1.0))
            here, taken = sum(powers[least:]), each * sum(powers[:-1])
        elif op in (_constants.BRANCH, _constants.GROUPREF_EXISTS):
            parts = value[1] if op is _constants.BRANCH else filter(None, value[1:])
            tried = [steps(part) for part in parts]
            here, taken = (sum(one) for one in zip(*tried, strict=True))
            taken += len(tried)
        else:
            here, taken = 1.0, 1.0
            for part in value if isinstance(value, tuple | list) else (value,):
                if isinstance(part, _parser.SubPattern):
                    here, taken = steps(part)
        whole += ways * taken
        ways *= here
    return ways, whole


def goes_once(pattern: re.Pattern[Any]) -> bool:
    """Whether its form alone shows that no text takes it long."""
    return steps(parsed(pattern))[1] < FEW_STEPS


def parsed(pattern: re.Pattern[Any]) -> Any:
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin1")
    return _parser.parse(text, pattern.flags & ~re.DEBUG)


def nasty(pattern: re.Pattern[Any]) -> Iterator[str]:
    """Short texts that are repeated to make the long ones."""
    own = literals(pattern)
    pairs = (before + after for before, after in pairwise(own))
    some = own[:: max(1, len(own) // 6)]
    followed = (word + filler for word in some for filler in ("1", " ", "的", "一"))
    yield from dict.fromkeys((*FILLERS, *own, *pairs, *followed))


def texts(unit: str, ends: Iterable[str]) -> Iterator[Callable[[int], str]]:
    """Long texts of a unit: plain, ended by what belongs to it no more, after another beginning."""
    for end in ends:
        yield lambda size, end=end: (unit * (size // len(unit) + 1))[: size - len(end)] + end
    if len(unit) > 1:
        yield lambda size: unit + unit[-1] * (size - len(unit))


def seconds(work: Callable[[str], object], text: str, times: int) -> float:
    """CPU seconds of a piece of work.

    Raises:
        Stuck: more than any pattern may take.
    """
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, STUCK * times)
    try:
        for _ in range(times):
            work(text)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - started


def wall_seconds(work: Callable[[str], object], text: str) -> float:
    """Finer than CPU seconds; on a busy machine never less than those.

    Raises:
        Stuck: more than any pattern may take.
    """
    started = time.perf_counter()
    seconds(work, text, 1)
    return time.perf_counter() - started


def uses(
    pattern: re.Pattern[Any],
) -> Iterator[tuple[str, Callable[[Any], object], tuple[str, ...]]]:
    """How patterns are used, and the ends of texts that may matter.

    ``search`` and ``match`` do less than going on to the end.
    """
    yield "fullmatch", pattern.fullmatch, ENDS
    yield "finditer", lambda text: sum(1 for _ in pattern.finditer(text)), ENDS[:2]


def is_slow(work: Callable[[Any], object], make: Callable[[int], Any]) -> str:
    """What is wrong, or an empty text; a suspicion must hold again and again on a busy machine."""
    several = whole = math.inf
    try:
        short = make(SHORT)
        if (once := wall_seconds(work, short)) < HARMLESS:
            return ""
        long = make(LONG)
        if wall_seconds(work, long) < max(NOTICEABLE, SURELY_FINE * once):
            return ""
        for _ in range(ROUNDS):
            whole = min(whole, seconds(work, long, OVER))
            if whole < NOTICEABLE * OVER:
                return ""
            several = min(several, seconds(work, short, MOST_GROWTH * OVER))
            if whole < several:
                return ""
            if whole > PLAIN and several < whole / PLAIN_GROWTH:
                break
    except Stuck:
        return "stuck"
    whole, part = (1000 * x / OVER for x in (whole, several / MOST_GROWTH))
    return f"{part:.1f} ms, four times the text {whole:.1f} ms"


def problems_of(pattern: re.Pattern[Any]) -> Iterator[str]:
    """Each use and kind of text that takes a pattern too long; the first of each use."""
    is_bytes = isinstance(pattern.pattern, bytes)
    for name, work, ends in uses(pattern):
        for unit in nasty(pattern):
            found = ""
            for make in texts(unit, ends):
                encoded = (lambda size, make=make: make(size).encode()) if is_bytes else make
                found = found or is_slow(work, encoded)
            if found:
                yield f"{name} of {unit!r}: {found}"
                break


def make_application() -> None:
    """Everything that is made of content, at the start or when it is first used."""
    from pydantic import SecretStr

    from bot.complaints.understanding.respondent import load_businesses
    from bot.settings import Settings
    from kb.situations import load_situations

    load_businesses()
    load_situations()

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            secret_key=SecretStr("s" * 32),
            action_token=SecretStr("t" * 16),
            data_keys=SecretStr(f"k:{base64.b64encode(b'k' * 32).decode()}"),
            rasa_url="http://127.0.0.1:9",
        )
        importlib.import_module("bot.app.web").create_app(settings)


def of_the_project() -> tuple[Made, list[str]]:
    """Every pattern by its place, and complaints about those that can't be tried."""
    made: Made = {}
    record(made)
    project = list(modules())
    make_application()
    complaints: list[str] = []
    expected: set[str] = set()
    for module in project:
        expected |= compiled_places(module)
        for place, found in inline(module):
            if isinstance(found, str):
                complaints.append(found)
            else:
                made.setdefault(place, []).append(found)
    complaints += [f"{place}: never made here, so never tried" for place in expected - made.keys()]
    return made, complaints


def stop(*_: object) -> None:
    """The time of one use is over."""
    raise Stuck


def this_checker() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def digest(pattern: re.Pattern[Any]) -> str:
    return hashlib.sha256(repr((pattern.pattern, pattern.flags)).encode()).hexdigest()[:24]


def tried(kept: str) -> frozenset[str]:
    """Digests of what this very file has tried and found to be quick.

    Args:
        kept: what ``patterns_tried.txt`` says.
    """
    checker, *digests = kept.split() or [""]
    return frozenset(digests if checker == this_checker() else ())


def measured(made: Made) -> dict[str, tuple[str, re.Pattern[Any]]]:
    """Those whose form alone does not show that they are quick, by digest, with their places."""
    return {
        digest(pattern): (place, pattern)
        for place, patterns in sorted(made.items())
        for pattern in patterns
        if not goes_once(pattern)
    }


def keep(digests: Iterable[str]) -> None:
    TRIED.write_text("\n".join([this_checker(), *sorted(digests)]) + "\n", encoding="ascii")


def main(written: list[str]) -> None:
    """Print what was found as JSON."""
    patterns = [one for one in written if not one.startswith("--")]
    made, problems = {one: [re.compile(one)] for one in patterns}, list[str]()
    if not patterns:
        made, problems = of_the_project()
    gc.disable()
    signal.signal(signal.SIGPROF, stop)
    known = frozenset[str]()
    if not patterns and "--all" not in written:
        known = tried(TRIED.read_text(encoding="ascii"))
    slow: dict[str, list[str]] = {}
    asked = measured(made)
    new = {key: one for key, one in asked.items() if key not in known}
    for key, (place, pattern) in new.items():
        if found := [f"{place}: {problem}" for problem in problems_of(pattern)]:
            slow[key] = found
    if "--write" in written:
        keep(asked.keys() - slow.keys())
    seen = {digest(pattern) for found in made.values() for pattern in found}
    problems += [problem for found in slow.values() for problem in found]
    told = {"seen": len(seen), "measured": len(new), "problems": problems}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

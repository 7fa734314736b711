"""kill -9 of the process that answers, with WeChat's real timing: a few runs of the bench."""

from __future__ import annotations

from pathlib import Path

from bench.silence import play


def test_a_killed_process_leaves_nobody_without_an_answer(tmp_path: Path) -> None:
    outcome = play(tmp_path, runs=2, seed=4)

    assert outcome.kills == 2
    assert outcome.silences() == []

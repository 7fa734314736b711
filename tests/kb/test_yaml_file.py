"""A content file is parsed once, and read again when it changed."""

from __future__ import annotations

import os
from pathlib import Path

from kb.yaml_file import read_yaml


def test_what_one_caller_changes_the_next_does_not_see(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("words: [一]", "utf-8")

    read_yaml(path)["words"].append("二")

    assert read_yaml(path) == {"words": ["一"]}


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("word: 一", "utf-8")
    assert read_yaml(path) == {"word": "一"}

    path.write_text("word: 二", "utf-8")
    os.utime(path, ns=(1, 1))

    assert read_yaml(path) == {"word": "二"}

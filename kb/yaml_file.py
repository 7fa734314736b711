"""Reads the content files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# libyaml reads the same eight times faster; a PyYAML built without it has only the other one.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file in UTF-8.

    Raises:
        OSError: it can't be read.
        yaml.YAMLError: it is no YAML.
    """
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)

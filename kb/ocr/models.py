"""Where the models are: inside the wheel of rapidocr, of which nothing else is used."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

AREAS, SIGNS, TURNED = (
    "PP-OCRv6_det_small.onnx",
    "PP-OCRv6_rec_small.onnx",
    "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
)
_ONLY_ERRORS = 3


def folder() -> Path | None:
    """The folder of the models; None if the package, or one of them, isn't there."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        return None
    models = Path(found.submodule_search_locations[0]) / "models"
    there = all((models / name).is_file() for name in (AREAS, SIGNS, TURNED))
    return models if there else None


def session(name: str) -> Any:
    """A model ready to run, on one core.

    Raises:
        FileNotFoundError: the models aren't installed.
    """
    import onnxruntime

    models = folder()
    if models is None:
        raise FileNotFoundError(name)
    options = onnxruntime.SessionOptions()
    # The other core goes on answering citizens.
    options.intra_op_num_threads = 1
    options.log_severity_level = _ONLY_ERRORS
    # What one picture needed is given back, not kept for the next.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(
        str(models / name), options, providers=["CPUExecutionProvider"]
    )

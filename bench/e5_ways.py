"""Ways to run e5's weights with onnxruntime: how long a question takes, how true its vector is.

Usage: OMP_NUM_THREADS=1 .venv/bin/python bench/e5_ways.py [--questions 150]

Every way encodes the same golden questions on one thread; the peer is full precision in the same
run. Prints a table: milliseconds a question, and the cosine to the vector of full precision.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.golden import load_golden
from kb.text.e5 import graph
from kb.text.e5.encoder import Encoder
from kb.text.e5.weights import Floats

Linear = Callable[[graph._Graph, str, Floats, Floats], str]
SIGNED_BYTE = 3  # of the ONNX format


def full(made: graph._Graph, given: str, matrix: Floats, bias: Floats) -> str:
    """Full precision."""
    product = made._node("MatMul", [given, made._tensor(np.ascontiguousarray(matrix.T))])[0]
    return made._node("Add", [product, made._tensor(bias)])[0]


def blocks(bits: int, size: int) -> Linear:
    """Weights in blocks of so many with a scale of their own, activations too."""

    def linear(made: graph._Graph, given: str, matrix: Floats, bias: Floats) -> str:
        rows, columns = matrix.shape
        parts, zero = matrix.reshape(rows, -1, size), 2 ** (bits - 1)
        scales = np.abs(parts).max(axis=2) / (zero - 1)
        whole = (np.rint(parts / scales[..., None]) + zero).astype(np.uint8)
        if bits == 4:
            whole = whole[..., 0::2] | (whole[..., 1::2] << 4)
        inputs = [given, made._tensor(whole), made._tensor(scales.ravel()), "", ""]
        sizes = {"K": columns, "N": rows, "bits": bits, "block_size": size, "accuracy_level": 4}
        return made._node("MatMulNBits", [*inputs, made._tensor(bias)], graph._OWN, **sizes)[0]

    return linear


def dynamic(made: graph._Graph, given: str, matrix: Floats, bias: Floats) -> str:
    """8-bit weights by output, activations by one scale for all."""
    scales = np.abs(matrix).max(axis=1) / 127
    whole = np.ascontiguousarray(np.rint(matrix / scales[:, None]).astype(np.int8).T)
    name = next(made._names)
    sizes = b"".join(graph._number(1, size) for size in whole.shape)
    kind = graph._number(2, SIGNED_BYTE) + graph._text(8, name)
    made._tensors.append(sizes + kind + graph._message(9, whole.tobytes()))
    inputs = [given, name, made._tensor(scales.astype(np.float32)), "", made._tensor(bias)]
    return made._node("DynamicQuantizeMatMul", inputs, graph._OWN)[0]


WAYS: dict[str, Linear] = {
    "full precision": full,
    "8 bits, blocks of 32": blocks(8, 32),
    "8 bits, blocks of 64 (ours)": blocks(8, 64),
    "8 bits, blocks of 128": blocks(8, 128),
    "4 bits, blocks of 32": blocks(4, 32),
    "8 bits, dynamic": dynamic,
}


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=150)
    texts = [row.question for row in load_golden()][: parser.parse_args().questions]
    peer: Floats | None = None
    print("| way | ms a question, median | of full precision | cosine, mean | least |")
    print("| --- | --- | --- | --- | --- |")
    slowest = 0.0
    for name, linear in WAYS.items():
        graph._Graph._linear = linear  # type: ignore[method-assign]
        encoder = Encoder(graph.graph_of)
        for text in texts[:5]:
            encoder.encode(text, is_query=True)
        taken, made = [], []
        for text in texts:
            begun = time.perf_counter()
            made.append(encoder.encode(text, is_query=True))
            taken.append(time.perf_counter() - begun)
        vectors, median = np.array(made), float(np.median(taken))
        if peer is None:
            peer, slowest = vectors, median
        near = (vectors * peer).sum(axis=1)
        share = f"{median / slowest:.2f}"
        print(f"| {name} | {median * 1e3:.1f} | {share} | {near.mean():.5f} | {near.min():.5f} |")


if __name__ == "__main__":
    main()

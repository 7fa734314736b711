"""The transformer as a model onnxruntime runs, written from the weights when a process starts.

Weights and activations meet as 8-bit numbers in blocks (``MatMulNBits``), nearly twice as fast here
as in full precision. The few messages of the ONNX format that this takes are written by hand: its
library would bring a protobuf that Rasa's TensorFlow doesn't get along with.
"""

from __future__ import annotations

import struct
from itertools import count

import numpy as np
from numpy.typing import NDArray

from kb.text.e5.weights import Floats, Weights

_OWN = "com.microsoft"  # operators of onnxruntime
_BLOCK = 64  # weights that share a scale; a smaller block is truer and slower
_ZERO = 128  # what stands for 0
_BITS = 8
_INTEGERS = 4  # accuracy level: the activations become 8-bit numbers too
_IR, _OPERATORS = 9, 18  # versions of the format
_FLOAT, _BYTE = 1, 2  # element types
_FLOAT_ATTRIBUTE, _INTEGER_ATTRIBUTE = 1, 2
INPUT, OUTPUT = "embedded", "hidden"


def graph_of(weights: Weights) -> bytes:
    """The model: embedded pieces (1, pieces, width) in, what the last layer says of each out."""
    graph = _Graph(weights)
    hidden = INPUT
    for layer in range(weights.layers):
        hidden = graph.layer(hidden, f"l{layer}.")
    return graph.model(hidden)


class _Graph:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[bytes] = []
        self._tensors: list[bytes] = []
        self._names = (f"v{number}" for number in count())

    def layer(self, hidden: str, name: str) -> str:
        own, width, inner = self._weights, self._weights.width, self._weights.inner
        three = np.concatenate([own.matrix(f"{name}{part}.w", width) for part in "qkv"])
        bias = np.concatenate([own.floats(f"{name}{part}.b") for part in "qkv"])
        asked = self._node("Split", [self._linear(hidden, three, bias)], outputs=3, axis=2)
        seen = self._node("MultiHeadAttention", asked, _OWN, num_heads=own.heads)
        said = self._linear(seen[0], own.matrix(f"{name}ao.w", width), own.floats(f"{name}ao.b"))
        hidden = self._normed(hidden, said, f"{name}aln")
        wide = self._linear(hidden, own.matrix(f"{name}fi.w", width), own.floats(f"{name}fi.b"))
        bent = self._node("Gelu", [wide], _OWN)[0]
        said = self._linear(bent, own.matrix(f"{name}fo.w", inner), own.floats(f"{name}fo.b"))
        return self._normed(hidden, said, f"{name}oln")

    def model(self, hidden: str) -> bytes:
        self._nodes.append(_text(1, hidden) + _text(2, OUTPUT) + _text(4, "Identity"))
        shape = b"".join(
            _message(1, size)
            for size in (_number(1, 1), _text(2, "pieces"), _number(1, self._weights.width))
        )
        kind = _message(2, _message(1, _number(1, _FLOAT) + _message(2, shape)))
        graph = b"".join(_message(1, node) for node in self._nodes) + _text(2, "e5")
        graph += b"".join(_message(5, tensor) for tensor in self._tensors)
        graph += _message(11, _text(1, INPUT) + kind) + _message(12, _text(1, OUTPUT) + kind)
        operators = _message(8, _text(1, "") + _number(2, _OPERATORS))
        own_operators = _message(8, _text(1, _OWN) + _number(2, 1))
        return _number(1, _IR) + _message(7, graph) + operators + own_operators

    def _linear(self, given: str, matrix: Floats, bias: Floats) -> str:
        rows, columns = matrix.shape
        blocks = matrix.reshape(rows, -1, _BLOCK)
        scales = np.abs(blocks).max(axis=2) / (_ZERO - 1)
        whole = np.rint(blocks / scales[..., None]) + _ZERO
        inputs = [given, self._tensor(whole.astype(np.uint8)), self._tensor(scales.ravel())]
        inputs += ["", "", self._tensor(bias)]
        sizes = {"K": columns, "N": rows, "bits": _BITS, "block_size": _BLOCK}
        return self._node("MatMulNBits", inputs, _OWN, **sizes, accuracy_level=_INTEGERS)[0]

    def _normed(self, one: str, other: str, name: str) -> str:
        gain, shift = (self._tensor(self._weights.floats(f"{name}.{part}")) for part in "wb")
        inputs = [one, other, gain, shift]
        return self._node("SkipLayerNormalization", inputs, _OWN, epsilon=self._weights.epsilon)[0]

    def _tensor(self, values: NDArray[np.float32] | NDArray[np.uint8]) -> str:
        name = next(self._names)
        sizes = b"".join(_number(1, size) for size in values.shape)
        kind = _number(2, _BYTE if values.dtype == np.uint8 else _FLOAT)
        self._tensors.append(sizes + kind + _text(8, name) + _message(9, values.tobytes()))
        return name

    def _node(
        self, kind: str, inputs: list[str], domain: str = "", outputs: int = 1, **facts: float
    ) -> list[str]:
        made = [next(self._names) for _ in range(outputs)]
        if outputs > 1:
            facts["num_outputs"] = outputs
        node = b"".join([_text(1, name) for name in inputs] + [_text(2, name) for name in made])
        node += _text(4, kind) + b"".join(_message(5, _fact(*fact)) for fact in facts.items())
        self._nodes.append(node + _text(7, domain))
        return made


def _fact(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _INTEGER_ATTRIBUTE)
    # Field 2, four bytes.
    return _text(1, name) + b"\x15" + struct.pack("<f", value) + _number(20, _FLOAT_ATTRIBUTE)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _message(field, value.encode())


def _message(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])

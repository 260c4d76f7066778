"""JSONL: one JSON object a line.

Three ways, the next one only where the one before does not do: arrow's parser over a whole block; the same over the
block without its bad lines; Python's over each line (where rows disagree on the type of a field). All three give the
same columns of strings; nested values become JSON again.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from core.collection import lines as line_blocks
from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal, refusal
from core.collection.sources.files.base import Batch
from core.collection.sources.files.stringing import as_strings, json_value
from core.errors import UnreadableFileError

HEAD_BYTES = 256 << 10
HEAD_LINES = 200


@dataclass(frozen=True, slots=True)
class JsonLines:
    """JSON lines."""

    name: str = "jsonl"
    title: str = "JSON lines"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson", ".json")
    is_text: bool = True

    def fits(self, head: bytes) -> bool:
        """Whether it begins with an object."""
        return head.lstrip().startswith(b"{")

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = line_blocks.BLOCK) -> "JsonLinesReader":
        """Open a file. Raises UnreadableFileError where none of the first lines is a JSON object."""
        block = line_blocks.read_block(path, Cursor(), HEAD_BYTES)
        lines = block.data.split(b"\n")[:HEAD_LINES] if block else []
        found = [parsed for line in lines if isinstance(parsed := _parsed(line), dict)]
        if not found:
            raise UnreadableFileError(
                f"{path.name} does not begin with JSON objects, one a line.",
                hint="Save it as JSON lines (one object a line), CSV or Parquet.",
            )
        columns = tuple(dict.fromkeys(name for row in found for name in row))
        return JsonLinesReader(path, options.model_copy(update={"format": self.name}), columns, batch_bytes)


@dataclass
class JsonLinesReader:
    """An opened JSONL file; fields that first occur later become columns then."""

    path: Path
    options: ReadOptions
    columns: tuple[str, ...]
    size: int
    strings: set[str] = field(default_factory=set)  # columns that arrow must not read as times

    @property
    def total(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    def batches(self, cursor: Cursor | None = None) -> Iterator[Batch]:
        """The batches from `cursor` on."""
        at = cursor or Cursor()
        while block := line_blocks.read_block(self.path, at, self.size):
            if block.too_long:
                bad = refusal(at.line, "too_long", text=block.data.decode(errors="replace"))
                yield Batch(pa.table({}), pa.array([], pa.int64()), (bad,), block.end, block.end.offset)
            else:
                yield self._read(block)
            at = block.end

    def _read(self, block: line_blocks.Block) -> Batch:
        lines = block.data.split(b"\n")
        places = [place for place, line in enumerate(lines) if line.strip()]
        refused: list[Refusal] = []
        table = self._fast(block.data, len(places))
        if table is None:
            good, refused = _sorted_out(lines, places, block.start.line)
            places = [place for place, _ in good]
            table = self._fast(b"\n".join(lines[place] for place in places), len(places))
            table = _slow([row for _, row in good]) if table is None else table
        numbers = pa.array([block.start.line + place for place in places], pa.int64())
        return Batch(as_strings(table), numbers, tuple(refused), block.end, block.end.offset)

    def _fast(self, data: bytes, rows: int) -> pa.Table | None:
        """The block through arrow; None where a line is bad or types do not agree."""
        from pyarrow import json as arrow_json

        if not rows:
            return pa.table({})
        options = arrow_json.ReadOptions(block_size=max(len(data) + 1, 1 << 20))
        try:
            data.decode("utf-8")
            table = arrow_json.read_json(pa.BufferReader(data), options, self._parsing())
            times = {column.name for column in table.schema if pa.types.is_temporal(column.type)}
            if times:
                self.strings |= times
                table = arrow_json.read_json(pa.BufferReader(data), options, self._parsing())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeDecodeError):
            return None
        return table if len(table) == rows and _is_plain(table) else None

    def _parsing(self) -> "pa.json.ParseOptions":
        from pyarrow import json as arrow_json

        schema = pa.schema([pa.field(name, pa.string()) for name in sorted(self.strings)])
        return arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="infer")


def _is_plain(table: pa.Table) -> bool:
    """Whether arrow kept every value: duplicate fields, times inside nested values and the like go the slow way."""
    names = table.column_names
    return len(set(names)) == len(names) and not any(_has_time(column.type) for column in table.schema)


def _has_time(kind: pa.DataType) -> bool:
    if pa.types.is_struct(kind):
        return any(_has_time(kind.field(place).type) for place in range(kind.num_fields))
    return _has_time(kind.value_type) if pa.types.is_list(kind) else bool(pa.types.is_temporal(kind))


def _sorted_out(
    lines: list[bytes], places: list[int], first: int
) -> tuple[list[tuple[int, dict[str, object]]], list[Refusal]]:
    """The lines that are objects, and refusals of the others."""
    good: list[tuple[int, dict[str, object]]] = []
    refused = []
    for place in places:
        found = _parsed(lines[place])
        if isinstance(found, dict):
            good.append((place, found))
        else:
            reason, detail = found
            refused.append(refusal(first + place, reason, detail, lines[place].decode("utf-8", errors="replace")))
    return good, refused


def _parsed(line: bytes) -> dict[str, object] | tuple[str, str]:
    """The object on a line, or a reason and detail why there is none."""
    try:
        text = line.decode("utf-8")
        found = json.loads(text)
    except UnicodeDecodeError:
        return "invalid_encoding", ""
    except (ValueError, RecursionError) as error:
        return "invalid_json", str(error)
    if not isinstance(found, dict):
        return "invalid_json", f"a {type(found).__name__} instead of an object"
    try:
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return "invalid_encoding", "half a character (a lone surrogate)"
    return found


def _slow(rows: list[dict[str, object]]) -> pa.Table:
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: pa.array([json_value(row.get(name)) for row in rows], pa.string()) for name in names})

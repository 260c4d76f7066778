"""The small files of `tests/files`, read in any way: whole, in small batches, from any cursor."""

from pathlib import Path

from core.collection.options import ReadOptions
from core.collection.sources.files import FORMATS, format_of

FILES = Path(__file__).resolve().parent / "files"
NAMES = sorted(path.name for path in FILES.iterdir() if path.name not in ("README.md", "market.sw"))


def opened(path, size=1 << 20, name=None):
    options = ReadOptions(format=name)
    return (FORMATS[name] if name else format_of(path)).open(path, options, size)


def rows_in(batches):
    """(line, document, position, position of the parent, relation, columns) of each row."""
    found = []
    for batch in batches:
        places = batch.places
        for place, (line, row) in enumerate(zip(batch.lines.to_pylist(), batch.table.to_pylist(), strict=True)):
            columns = {name: value for name, value in row.items() if value is not None}
            if places is None:
                found.append((line, None, line, None, None, columns))
            else:
                links = (places.documents, places.positions, places.parents, places.relations)
                found.append((line, *(link[place].as_py() for link in links), columns))
    return found


def refused_in(batches):
    return [(bad.line, bad.reason) for batch in batches for bad in batch.refused]


def read(path, size=1 << 20, name=None, cursor=None):
    """(rows, refusals) of a file."""
    batches = list(opened(path, size, name).batches(cursor))
    return rows_in(batches), refused_in(batches)


def texts(path, **more):
    """(language, text) of each row."""
    return [(row[5].get("language"), row[5]["text"]) for row in read(path, **more)[0]]


def links(path):
    """(text, text of the parent) of each row that has one."""
    rows, _ = read(path)
    by_position = {row[2]: row[5]["text"] for row in rows}
    return [(row[5]["text"], by_position[row[3]]) for row in rows if row[3] is not None]

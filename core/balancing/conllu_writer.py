"""CoNLL-U: a sentence a segment, its tags as comments and, for tools that read words only, in the first word's MISC.

Words are what stands between spaces; nothing is analysed (columns 3 to 8 are empty). A text that the format cannot hold
as it is (`# text` is one line, and ends are trimmed) stands once more, exactly, as a JSON string in `# text_exact`.
Source: universaldependencies.org/format.html.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa

from core.balancing.export_rows import LABEL, OWN_SCHEMES

EXACT = "text_exact"
EMPTY = "_"
LEFT_OUT = ("id", "text", "position")


def write_conllu(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
    """One sentence after the other, UTF-8. No cell is changed."""
    schemes = [name for name in schema.names if name in OWN_SCHEMES or name.startswith(LABEL)]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for table in tables:
            for row in table.to_pylist():
                file.write(_sentence(row, schemes))
    return 0


def _sentence(row: Mapping[str, object], schemes: list[str]) -> str:
    text = str(row["text"])
    words = text.split() or [text]
    line = " ".join(words)
    comments = [f"# sent_id = {row['id']}", f"# text = {line}"]
    if line != text:
        comments.append(f"# {EXACT} = {json.dumps(text)}")
    for name, value in row.items():
        if value is not None and name not in LEFT_OUT:
            comments.append(f"# {_one_line(name).replace('=', ' ')} = {_one_line(str(value))}")
    said = "|".join(f"{name}={row[name]}" for name in schemes if row[name] is not None)
    lines = [
        "\t".join([str(number), word, *[EMPTY] * 7, said if said and number == 1 else EMPTY])
        for number, word in enumerate(words, start=1)
    ]
    return "\n".join([*comments, *lines]) + "\n\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())

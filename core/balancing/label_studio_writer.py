"""Label Studio's JSON: a task a segment, its tags as choices (labelstud.io/guide/task_format).

The labels that hold are one annotation a task; everything else of the row stands in `data`. Label Studio asks for a
labelling configuration when such a file is imported: one `Choices` named after each scheme, all over the text `text`.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from core.balancing.export_rows import LABEL, OWN_SCHEMES

TEXT = "text"
BY = "isogloss"  # whose annotation it is: what the project holds, not one person's opinion


def write_label_studio(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
    """A JSON array of tasks, written task by task; UTF-8. No cell is changed."""
    schemes = {name: name.removeprefix(LABEL) for name in schema.names if name in OWN_SCHEMES or name.startswith(LABEL)}
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for table in tables:
            for row in table.to_pylist():
                file.write(",\n" if number else "\n")
                number += 1
                file.write(json.dumps(_task(number, row, schemes), ensure_ascii=False))
        file.write("\n]\n")
    return 0


def _task(number: int, row: dict[str, object], schemes: dict[str, str]) -> dict[str, object]:
    results = [
        {
            "id": scheme,
            "from_name": scheme,
            "to_name": TEXT,
            "type": "choices",
            "origin": "manual",
            "value": {"choices": [row[column]]},
        }
        for column, scheme in schemes.items()
        if row[column] is not None
    ]
    data = {name: value for name, value in row.items() if value is not None and name not in schemes}
    annotations = [{"id": number, "completed_by": {"username": BY}, "was_cancelled": False, "result": results}]
    return {"id": number, "data": data, "annotations": annotations if results else []}

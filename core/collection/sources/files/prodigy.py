"""Prodigy's JSONL exports: a binary label, or the options that were accepted; spans as JSON.

A rejected or ignored answer is no label: it is kept in the columns `answer` and, for a rejected binary label,
`rejected`. Rules: prodi.gy/docs/api-interfaces (`_timestamp` is in seconds, `_annotator_id` names the person).
"""

import json
from datetime import UTC, datetime

from core.collection.sources.files.answers import Answer, columns, own_columns, strings
from core.collection.sources.files.label_tools import JsonObject, LabelTool
from core.collection.sources.files.stringing import json_value

QUESTION = "label"
_TAKEN = ("text", "label", "answer", "accept", "options", "spans", "tokens", "_timestamp", "_annotator_id")


def is_task(item: JsonObject) -> bool:
    """Whether an object has Prodigy's hashes or answer."""
    return isinstance(item.get("text"), str) and ("_task_hash" in item or "_input_hash" in item)


def read_task(item: JsonObject) -> dict[str, str | None]:
    """The columns of a task."""
    verdict = json_value(item.get("answer")) or "accept"
    by, at = json_value(item.get("_annotator_id")) or "", _time(item.get("_timestamp"))
    names = strings(item.get("accept")) if "accept" in item else strings(item.get("label"))
    found: dict[str, str | None] = {
        "text": json_value(item.get("text")),
        **{name: value for name, value in own_columns(item, *_TAKEN).items() if not name.startswith("_")},
        **columns([Answer(QUESTION, names, by, at)] if names and verdict == "accept" else []),
        "answer": verdict,
        "annotator": by or None,
        "annotated at": at or None,
    }
    if names and verdict == "reject":
        found["rejected"] = "; ".join(names)
    if item.get("spans"):
        found["spans"] = json.dumps(item["spans"], ensure_ascii=False)
    return found


def _time(value: object) -> str:
    if not isinstance(value, int | float) or not 0 <= value < 1e11:
        return ""
    return datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")


PRODIGY = LabelTool("prodigy", "Prodigy", (b"text", b"_task_hash"), is_task, read_task, (".jsonl", ".json"))

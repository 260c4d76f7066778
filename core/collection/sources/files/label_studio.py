"""Label Studio's JSON and JSON-MIN exports. Choices, ratings and written answers become columns, spans stay as JSON.

Rules: labelstud.io/guide/task_format ("completed_by" is a number, an address or an object; cancelled annotations are
skips and say nothing).
"""

import json

from core.collection.sources.files.answers import Answer, columns, object_of, objects_in, own_columns, strings
from core.collection.sources.files.label_tools import JsonObject, LabelTool, longest_text
from core.collection.sources.files.stringing import json_value

_ANSWERS = ("choices", "taxonomy", "rating", "text", "number", "datetime", "pairwise")


def is_task(item: JsonObject) -> bool:
    """A task of JSON, or of JSON-MIN."""
    return isinstance(item.get("data"), dict) or ("annotator" in item and "annotation_id" in item)


def read_task(item: JsonObject) -> dict[str, str | None]:
    """The columns of a task."""
    if not isinstance(item.get("data"), dict):
        return _read_small(item)
    data = object_of(item["data"])
    name, text = longest_text(data, "text", "sentence", "content")
    answers: list[Answer] = []
    spans: list[object] = []
    for annotation in objects_in(item.get("annotations") or item.get("completions")):
        if annotation.get("was_cancelled"):
            continue
        by = _person(annotation.get("completed_by"))
        at = json_value(annotation.get("updated_at") or annotation.get("created_at")) or ""
        for result in objects_in(annotation.get("result")):
            value, kind = object_of(result.get("value")), str(result.get("type") or "")
            given = value.get("text") if kind == "textarea" else value.get(kind)
            if "start" in value or kind not in (*_ANSWERS, "textarea"):
                spans.append({**value, "by": by})
            elif values := _values(kind, given):
                answers.append(Answer(str(result.get("from_name") or kind), values, by, at))
    found = {"text": text, **own_columns(data, name), "task": json_value(item.get("id")), **columns(answers)}
    return {**found, "spans": json.dumps(spans, ensure_ascii=False)} if spans else found


def _values(kind: str, given: object) -> tuple[str, ...]:
    if kind == "taxonomy" and isinstance(given, list):  # each a path from the root
        return tuple(" / ".join(strings(path)) for path in given)
    return strings(given)


def _person(value: object) -> str:
    if isinstance(value, dict):
        return json_value(value.get("email") or value.get("username") or value.get("id")) or ""
    return json_value(value) or ""


def _read_small(item: JsonObject) -> dict[str, str | None]:
    """JSON-MIN: the data's fields and the questions side by side."""
    name, text = longest_text(item, "text", "sentence", "content")
    taken = (name, "annotator", "updated_at", "created_at", "lead_time", "annotation_id")
    at = json_value(item.get("updated_at"))
    return {"text": text, **own_columns(item, *taken), "annotator": _person(item["annotator"]), "annotated at": at}


LABEL_STUDIO = LabelTool("label-studio", "Label Studio", (b"annotations", b"data", b"result"), is_task, read_task)

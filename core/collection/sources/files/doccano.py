"""doccano's JSONL exports: classes as labels, spans and relations as JSON.

Rules: doccano 1.8 exports `{"id", "text", "label": […], "Comments": […]}`; `label` holds names for classification,
`[start, end, name]` for spans; with relations there are `entities` and `relations`. Offsets are code points.
"""

import json

from core.collection.sources.files.answers import Answer, columns, own_columns, strings
from core.collection.sources.files.label_tools import JsonObject, LabelTool
from core.collection.sources.files.stringing import json_value

QUESTION = "label"


def is_example(item: JsonObject) -> bool:
    """Whether an object has doccano's fields; a plain `text` and `label` alone may be anything."""
    has_text = isinstance(item.get("text"), str) or isinstance(item.get("data"), str)
    labels = item.get("label", item.get("labels"))
    return has_text and "id" in item and (isinstance(labels, list) or "entities" in item) and "_input_hash" not in item


def read_example(item: JsonObject) -> dict[str, str | None]:
    """The columns of an example."""
    labels = item.get("label", item.get("labels"))
    given = labels if isinstance(labels, list) else []
    spans = [one for one in given if isinstance(one, list)]
    names = strings([one for one in given if not isinstance(one, list)])
    by, at = (json_value(item.get(key)) or "" for key in ("annotation_approver", "updated_at"))
    found: dict[str, str | None] = {
        "text": json_value(item.get("text") or item.get("data")),
        "example": json_value(item.get("id")),
        **own_columns(item, "text", "data", "id", "label", "labels", "annotation_approver", "updated_at"),
        **columns([Answer(QUESTION, names, by, at)] if names else []),
    }
    return {**found, "spans": json.dumps(spans, ensure_ascii=False)} if spans else found


DOCCANO = LabelTool("doccano", "doccano", (b"text", b"label", b"id"), is_example, read_example)

"""Argilla's JSON exports: records of version 2, and those of feedback datasets (1.x).

A question's column holds what the annotators responded; suggestions of machines stay apart, as JSON. Responses that
were discarded or are drafts say nothing.
"""

import json

from core.collection.sources.files.answers import Answer, columns, object_of, objects_in, own_columns, strings
from core.collection.sources.files.label_tools import JsonObject, LabelTool, longest_text
from core.collection.sources.files.stringing import json_value


def is_record(item: JsonObject) -> bool:
    """Whether an object has fields and responses, as records of Argilla have."""
    return isinstance(item.get("fields"), dict) and isinstance(item.get("responses", {}), dict | list)


def read_record(item: JsonObject) -> dict[str, str | None]:
    """The columns of a record."""
    fields = object_of(item.get("fields"))
    name, text = longest_text(fields, "text", "sentence", "instruction")
    found: dict[str, str | None] = {
        "text": text,
        **own_columns(fields, name),
        "record": json_value(item.get("id") or item.get("external_id")),
        **{key: value for key, value in own_columns(object_of(item.get("metadata"))).items() if key != "text"},
        **columns(_answers(item.get("responses"))),
    }
    if item.get("suggestions"):
        found["suggestions"] = json.dumps(item["suggestions"], ensure_ascii=False)
    return found


def _answers(responses: object) -> list[Answer]:
    """Version 2 lists responses by question, version 1 by annotator."""
    answers: list[Answer] = []
    for question, given in object_of(responses).items():
        for one in objects_in(given):
            if one.get("status") in (None, "submitted"):
                answers.append(Answer(question, strings(one.get("value")), json_value(one.get("user_id")) or ""))
    for response in objects_in(responses):
        if response.get("status") not in (None, "submitted"):
            continue
        by = json_value(response.get("user_id")) or ""
        for question, value in object_of(response.get("values")).items():
            answers.append(Answer(question, strings(object_of(value).get("value")), by))
    return [answer for answer in answers if answer.values]


ARGILLA = LabelTool("argilla", "Argilla", (b"fields", b"responses"), is_record, read_record)

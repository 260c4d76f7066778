"""A `Selection` as a condition on the view `segments`.

Invariant: values travel as bound parameters only; the SQL text is made of this file's own words.
"""

from __future__ import annotations

import json
import unicodedata

from core.errors import InvalidInputError
from core.records import Selection

# What may be counted or grouped by, besides the user's own columns as `extra:NAME`.
FACETS = frozenset(
    {
        "tag",
        "verdict",
        "reason",
        "language",
        "language_status",
        "second_language",
        "declared_language",
        "human_language",
        "human_verdict",
        "formality",
        "domain",
        "source_id",
        "document_id",
        "origin",
        "licence",
        "relation",
        "job_id",
    }
)
OWN = "extra:"
_LISTS = {
    "languages": "tag",
    "verdicts": "verdict",
    "reasons": "reason",
    "formality": "formality",
    "domains": "domain",
    "sources": "source_id",
    "origins": "origin",
    "segment_ids": "id",
    "second_languages": "second_language",
}

Parameters = dict[str, object]


def where(selection: Selection) -> tuple[str, Parameters]:
    """The condition and its named parameters. `""` among the values stands for 'has none'; no field set: all rows."""
    conditions: list[str] = []
    parameters: Parameters = {}
    for name, column in _LISTS.items():
        values = getattr(selection, name)
        if values:
            conditions.append(_one_of(name, column, values, parameters))
    if selection.text:
        parameters["needle"] = unicodedata.normalize("NFC", selection.text)
        conditions.append("contains(lower(text), lower($needle))")
    if selection.untagged_by:
        conditions.append(_untagged(selection.untagged_by, parameters))
    return " and ".join(conditions) or "true", parameters


def column_sql(column: str) -> str:
    """The SQL of a column that may be counted by: one of FACETS, or `extra:NAME` for one of the user's own.

    Raises InvalidInputError for anything else.
    """
    if column in FACETS:
        return column
    if column.startswith(OWN) and len(column) > len(OWN):
        return json_field("extra", column[len(OWN) :])
    raise InvalidInputError(f"Segments cannot be counted by “{column}”.")


def json_field(column: str, key: str) -> str:
    """The SQL of one field of a JSON object in `column`; `key` may hold any characters."""
    return f"json_extract_string({column}, {_literal(_path(key))})"


def _one_of(name: str, column: str, values: tuple[str, ...], parameters: Parameters) -> str:
    given = [value for value in values if value]
    parts = []
    if given:
        marks = [f"${name}{place}" for place in range(len(given))]
        parameters.update({mark[1:]: value for mark, value in zip(marks, given, strict=True)})
        parts.append(f"{column} in ({', '.join(marks)})")
    if len(given) < len(values):
        parts.append(f"{column} is null")
    return f"({' or '.join(parts)})"


def _untagged(scheme: str, parameters: Parameters) -> str:
    if scheme in ("formality", "domain"):
        return f"{scheme} is null"
    parameters["untagged"] = _path(scheme)
    return "json_extract_string(labels, $untagged) is null"


def _path(key: str) -> str:
    """The JSON path of a key, whatever characters it holds."""
    return f"$.{json.dumps(key, ensure_ascii=False)}"


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))

"""What annotators answered, of one text: gathered by question, with who and when.

Isogloss holds one label a scheme that came with a file. So a question's column holds the answer where the annotators
agree, or most of them do; without a majority it stays empty, for people to decide. Every answer with its annotator and
time stands in the column `answers` in any case, so nothing is lost.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core.collection.sources.files.stringing import json_value

TAKEN = ("text", "answers", "annotator", "annotated at")  # columns that no question may take


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one question; `values` are several where several may hold."""

    question: str
    values: tuple[str, ...]
    by: str = ""
    at: str = ""


def columns(answers: Sequence[Answer]) -> dict[str, str | None]:
    """The columns of a row: each question's answer, all answers, annotators and the time of the last one."""
    if not answers:
        return {}
    by_question: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for answer in answers:
        by_question[f"{answer.question} (answer)" if answer.question in TAKEN else answer.question].append(
            answer.values
        )
    found: dict[str, str | None] = {question: _agreed(given) for question, given in by_question.items()}
    listed = [
        {
            "question": one.question,
            "value": one.values[0] if len(one.values) == 1 else list(one.values),
            **({"by": one.by} if one.by else {}),
            **({"at": one.at} if one.at else {}),
        }
        for one in answers
    ]
    people = dict.fromkeys(one.by for one in answers if one.by)
    times = [one.at for one in answers if one.at]
    return {
        **found,
        "answers": json.dumps(listed, ensure_ascii=False),
        "annotator": ", ".join(people) or None,
        "annotated at": max(times) if times else None,
    }


def strings(value: object) -> tuple[str, ...]:
    """A value as it stands in an export, as one or several strings; nested ones as JSON."""
    if isinstance(value, list):
        return tuple(text for item in value if (text := json_value(item)))
    text = json_value(value)
    return (text,) if text else ()


def objects_in(value: object) -> list[dict[str, object]]:
    """The objects of a list; none where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def object_of(value: object) -> dict[str, object]:
    """The object itself; an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def own_columns(fields: dict[str, object], *taken: str) -> dict[str, str | None]:
    """The other fields of a record, as strings."""
    return {name: json_value(value) for name, value in fields.items() if name not in taken and value not in (None, "")}


def _agreed(given: Sequence[tuple[str, ...]]) -> str | None:
    """The single value that most annotators gave, if one leads."""
    counts = Counter(given).most_common(2)
    if len(counts) > 1 and counts[0][1] == counts[1][1]:
        return None
    values = counts[0][0]
    return values[0] if len(values) == 1 else "; ".join(values) or None

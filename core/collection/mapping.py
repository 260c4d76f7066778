"""Which column of a file is what: guessed from the names (in many languages) and from the values, changed by people.

Columns that are given no part are the user's own and are kept in `extra` under their names.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache

import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from core import languages
from core.errors import InvalidInputError
from core.records import Scheme
from core.settings import ROOT

NAMES = ROOT / "data" / "collection" / "column_names.json"
MOSTLY = 0.8  # of the values that must fit for a column to be taken for something
MOST_VALUES = 50  # different values beyond which a column is no set of labels

Examples = Mapping[str, Sequence[str]]


class ColumnMapping(BaseModel):
    """What the columns of a file are; `labels` maps a scheme's id to the column that holds its values."""

    model_config = ConfigDict(frozen=True)

    text: str
    language: str | None = None
    document: str | None = None
    url: str | None = None
    labels: dict[str, str] = {}

    def used(self) -> frozenset[str]:
        """The columns whose values go elsewhere than to `extra`; the document's stays there, to filter and group by."""
        single = (self.text, self.language, self.url)
        return frozenset(name for name in single if name) | frozenset(self.labels.values())

    def check(self, columns: Sequence[str]) -> None:
        """Raise InvalidInputError where a column is not in the file or has two parts."""
        parts = [name for name in (self.text, self.language, self.document, self.url, *self.labels.values()) if name]
        absent = [name for name in parts if name not in columns]
        twice = [name for name in parts if parts.count(name) > 1]
        if absent:
            raise InvalidInputError(
                f"The file has no column “{absent[0]}”.", hint=f"Its columns are: {', '.join(columns)}."
            )
        if twice:
            raise InvalidInputError(f"The column “{twice[0]}” cannot be two things.", hint="Choose another for one.")


def guess(table: pa.Table, schemes: Sequence[Scheme] = ()) -> ColumnMapping:
    """A mapping for a file whose first rows are `table` (string columns). Raises InvalidInputError without columns."""
    if not table.num_columns:
        raise InvalidInputError("The file has no columns.", hint="Choose a file with at least one row of text.")
    examples = {name: [value for value in table[name].to_pylist() if value] for name in table.column_names}
    taken: list[str] = []

    def take(name: str | None) -> str | None:
        if name is not None:
            taken.append(name)
        return name

    text = take(_by_name("text", examples, taken) or _longest(examples))
    assert text is not None
    language = take(_language(examples, taken))
    labels = {scheme.id: name for scheme in schemes if (name := take(_labels(scheme, examples, taken)))}
    document, url = take(_by_name("document", examples, taken)), take(_by_name("url", examples, taken))
    return ColumnMapping(text=text, language=language, document=document, url=url, labels=labels)


def _by_name(role: str, examples: Examples, taken: Sequence[str]) -> str | None:
    """The column whose name says that it holds `role`; earlier names of the list win."""
    free = {_folded(name): name for name in reversed(list(examples)) if name not in taken}
    return next((free[name] for name in _names(role) if name in free), None)


def _longest(examples: Examples) -> str:
    """The column with the longest values: what most likely is the text."""
    return max(examples, key=lambda name: sum(map(len, examples[name])) / max(len(examples[name]), 1))


def _language(examples: Examples, taken: Sequence[str]) -> str | None:
    """The column named after language whose values are tags, else a column of tags with few different values."""
    named = _by_name("language", examples, taken)
    if named and (not examples[named] or _share_of_tags(examples[named]) > 0.5):
        return named
    for name, values in examples.items():
        if name not in taken and len(values) > 2 and len(set(values)) <= MOST_VALUES:
            short = all(2 <= len(value) <= 12 for value in values)
            if short and _share_of_tags(values) >= MOSTLY and not all(value.isdigit() for value in values):
                return name
    return None


def _share_of_tags(values: Sequence[str]) -> float:
    return sum(languages.is_tag(value) for value in values) / max(len(values), 1)


def _labels(scheme: Scheme, examples: Examples, taken: Sequence[str]) -> str | None:
    """The column named after the scheme, else one whose values are the scheme's."""
    from core.tagging.importing import match_values

    free = {name: set(values) for name, values in examples.items() if name not in taken and values}

    def share(name: str) -> float:
        return sum(key is not None for key in match_values(scheme, free[name]).values()) / len(free[name])

    named = _by_name(scheme.id, examples, taken) if scheme.id in _all_names() else None
    if named in free and len(free[named]) <= MOST_VALUES and share(named) > 0:
        return named
    fitting = [name for name, values in free.items() if 1 < len(values) <= MOST_VALUES and share(name) >= MOSTLY]
    return fitting[0] if fitting else None


@cache
def _all_names() -> dict[str, list[str]]:
    raw = json.loads(NAMES.read_text(encoding="utf-8"))
    return {role: [_folded(name) for name in names] for role, names in raw.items() if role != "about"}


def _names(role: str) -> list[str]:
    return _all_names().get(role, [])


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum() or not character.isascii())

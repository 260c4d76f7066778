"""Editing the list of a scheme as a table of lines: what the lines mean, and what saving them would change.

Invariants: a line that keeps its key keeps its meaning, however it is renamed, so that what was tagged with it still
counts; a new line gets a key that no value of the list has.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.records import Scheme, SchemeValue
from core.tagging.schemes import new_value


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table; `key` is None for a new one, `apart` says that the value is counted apart, off the scale."""

    key: str | None
    label: str
    description: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What saving would change, by the names of the values (renamed: old, new); `other` is order, wording or kind."""

    added: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    other: bool

    @property
    def is_any(self) -> bool:
        """Whether anything would change."""
        return bool(self.added or self.renamed or self.removed or self.other)


def lines_of(rows: Iterable[Mapping[str, object]]) -> list[Line]:
    """Lines out of the rows of a table whose columns are called like the fields of Line; what is no text is empty."""
    return [
        Line(
            key=_text(row.get("key")) or None,
            label=_text(row.get("label")),
            description=_text(row.get("description")),
            apart=row.get("apart") is True,
        )
        for row in rows
    ]


def revised(scheme: Scheme, lines: Sequence[Line]) -> tuple[SchemeValue, ...]:
    """The values that these lines stand for, for `schemes.edit`; lines without a name are passed over.

    Raises InvalidInputError for a name without any letter.
    """
    known = {value.key: value for value in scheme.values}
    growing, values = scheme, list[SchemeValue]()
    for line in lines:
        label, description = " ".join(line.label.split()), line.description.strip()
        if not label:
            continue
        if line.key in known:
            value = replace(known[line.key or ""], label=label, description=description, on_scale=not line.apart)
        else:
            value = new_value(growing, label, description, on_scale=not line.apart)
            growing = replace(growing, values=(*growing.values, value))
        values.append(value)
    return tuple(values)


def compared(scheme: Scheme, values: Sequence[SchemeValue]) -> Change:
    """What would be different if `values` were saved."""
    before, after = {one.key: one for one in scheme.values}, {one.key: one for one in values}
    return Change(
        added=tuple(one.label for one in values if one.key not in before),
        renamed=tuple(
            (before[one.key].label, one.label)
            for one in values
            if one.key in before and before[one.key].label != one.label
        ),
        removed=tuple(one.label for one in scheme.values if one.key not in after),
        other=tuple(values) != scheme.values,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

"""How cells, values and large figures are written on the Balance page."""

from collections.abc import Sequence

from core.balancing.axes import AxisValue
from core.languages import name
from pages.shared.words import _, interface_language, number


def value_name(value: AxisValue) -> str:
    """A value of a scheme as it stands on a chart; "" is what has no value yet."""
    return _(value.label) if value.key else _("not tagged yet")


def column_name(value: AxisValue) -> str:
    """The same for the head of a narrow column: broken between words."""
    return value_name(value).replace(" ", "<br>")


def language_name(tag: str | None) -> str:
    """A language's name with its tag; None is any of them."""
    if tag is None:
        return _("any language")
    return f"{name(tag, interface_language())} ({tag})" if tag else _("no language")


def cell_name(language: str | None, formality: str | None, domain: str | None, labels: dict[str, str]) -> str:
    """A cell in words; `labels` gives the names of the schemes' values."""
    parts = [language_name(language)]
    parts += [labels.get(value, value) for value in (formality, domain) if value is not None]
    return " · ".join(parts)


def short(amount: float) -> str:
    """A figure that fits a cell: 950, 12.3 k, 4.1 M."""
    for size, sign in ((1_000_000, "M"), (10_000, "k")):
        if amount >= size:
            divisor = 1_000 if sign == "k" else size
            return f"{number(amount / divisor, 0 if amount >= 100 * divisor else 1)} {sign}"
    return number(amount)


def largest_first(values: Sequence[AxisValue]) -> list[tuple[int, AxisValue]]:
    """Values with their places, the largest amount first; what has none yet stands last."""
    return sorted(enumerate(values), key=lambda item: (not item[1].key, -item[1].amount))

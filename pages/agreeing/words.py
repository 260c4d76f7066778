"""How figures of agreement are written: the value with its interval, or why there is none."""

from core.agreement.board import AgreementRow
from core.agreement.measuring import RELIABLE, TENTATIVE, Figure, Undefined
from pages.shared.values import Naming
from pages.shared.words import _, many, mark, number

WHY = {
    Undefined.ONE_PERSON: mark("one person only"),
    Undefined.NO_OVERLAP: mark("nothing shared"),
    Undefined.TOO_FEW: mark("one shared segment only"),
    Undefined.NO_VARIATION: mark("always the same value"),
}


def written(figure: Figure) -> str:
    """“0.81 (0.74 to 0.87)”, or the reason why there is no figure."""
    if figure.value is None:
        return _(WHY[figure.why]) if figure.why else ""
    if figure.low is None or figure.high is None:
        return _two_digits(figure.value)
    return _("{value} ({low} to {high})").format(
        value=_two_digits(figure.value), low=_two_digits(figure.low), high=_two_digits(figure.high)
    )


def _two_digits(value: float) -> str:
    return number(round(value, 2) + 0.0, 2)  # + 0.0: no “-0.00”


def reading(figure: Figure) -> str:
    """What a value of Krippendorff's alpha is commonly taken to mean (Krippendorff 2004)."""
    if figure.value is None:
        return ""
    lowest = figure.value if figure.low is None else figure.low
    if lowest >= RELIABLE:
        return _("reliable")
    if lowest >= TENTATIVE:
        return _("good enough for tentative conclusions")
    return _("perhaps tentative: more shared segments would tell") if figure.value >= TENTATIVE else _("not reliable")


def confusion(row: AgreementRow, naming: Naming) -> str:
    """Which two values were given to the same segments most often."""
    if row.confused is None:
        return _("none")
    first, second, times = row.confused
    return many(
        times, "{first} and {second} ({n} segment)", "{first} and {second} ({n} segments)",
        first=naming(first), second=naming(second),
    )  # fmt: skip

"""The hits as lines (KWIC): before, hit, after; sorted, counted out in pages, cut between graphemes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.concordance.boundaries import graphemes
from core.concordance.searching import Hit
from core.languages import direction_of, is_tag, script

WIDTH = 40  # graphemes on each side
SORTED_BY = 60  # code points of context that order the lines
UNSPACED = frozenset({"Thai", "Laoo", "Khmr", "Mymr", "Hans", "Hant", "Hani", "Jpan", "Tibt"})


class Order(StrEnum):
    """What the lines are sorted by; lines that are equal in that stay in their order."""

    BEFORE = "before"  # the word before the hit, then the one before that
    AFTER = "after"
    FORM = "form"
    LANGUAGE = "language"
    RANDOM = "random"  # by segment id


@dataclass(frozen=True, slots=True)
class Line:
    """A hit with up to WIDTH graphemes on each side, in the order of reading (`before` stands to the right of the hit
    where `direction` is rtl); `more_before` and `more_after` say whether the text goes on there."""

    hit: Hit
    before: str
    form: str
    after: str
    more_before: bool
    more_after: bool
    direction: str


def page_of(hits: Sequence[Hit], order: Order, page: int, size: int) -> list[Line]:
    """The lines of a page, counted from 0."""
    return [line(hit) for hit in ordered(hits, order)[page * size : (page + 1) * size]]


def ordered(hits: Sequence[Hit], order: Order) -> list[Hit]:
    """The hits in an order."""
    return list(hits) if order is Order.RANDOM else sorted(hits, key=_KEYS[order])


def line(hit: Hit, width: int = WIDTH) -> Line:
    """One hit as a line."""
    before, after = graphemes(hit.text[: hit.start]), graphemes(hit.text[hit.end :])
    return Line(
        hit=hit,
        before="".join(before[max(0, len(before) - width) :]),
        form=hit.form,
        after="".join(after[:width]),
        more_before=len(before) > width,
        more_after=len(after) > width,
        direction=direction_of(hit.text, hit.tag),
    )


def _before(hit: Hit) -> Sequence[str]:
    """The words before the hit, the nearest first; characters where words are not spaced."""
    left = hit.text[max(0, hit.start - SORTED_BY) : hit.start].casefold()
    is_unspaced = hit.tag is not None and is_tag(hit.tag) and script(hit.tag) in UNSPACED
    return left[::-1] if is_unspaced else left.split()[::-1]


_KEYS: dict[Order, Callable[[Hit], tuple[Sequence[str], ...]]] = {
    Order.BEFORE: lambda hit: (tuple(_before(hit)),),
    Order.AFTER: lambda hit: (hit.text[hit.end : hit.end + SORTED_BY].casefold().split(),),
    Order.FORM: lambda hit: (hit.form.casefold(), hit.form),
    Order.LANGUAGE: lambda hit: (hit.tag or "\U0010ffff", hit.form.casefold()),
}

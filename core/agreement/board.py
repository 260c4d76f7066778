"""The board of agreement in one scheme: all together, by language, and by pair of people.

Invariant: rows with least agreement come first, rows without a figure last with their reason: what needs talking about
stands at the top.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from core.agreement.coefficients import COEFFICIENTS
from core.agreement.measuring import Figure, figure
from core.agreement.opinions import Opinions, opinions
from core.agreement.ratings import Ratings
from core.records import Scheme
from core.tagging import schemes
from core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """Figures of one group: a language (None: all of them, "": unknown) and, in the table of pairs, two people.

    `segments`: rated by anybody on the scale; `shared`: by two people or more. `confused`: the two values that people
    chose for the same segments most often, with the number of segments; None where nobody disagreed.
    """

    language: str | None
    pair: tuple[str, str] | None
    segments: int
    shared: int
    figures: tuple[Figure, ...]
    confused: tuple[str, str, int] | None

    def figure(self, coefficient: str) -> Figure:
        """One of the figures."""
        return next(one for one in self.figures if one.coefficient == coefficient)


@dataclass(frozen=True, slots=True)
class PersonCounts:
    """How many values on the scale a person gave, and how often each off it."""

    account_id: str
    on_scale: int
    off_scale: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class AgreementBoard:
    """Everything about one scheme; `everything` is the row of all languages together."""

    scheme: Scheme
    everything: AgreementRow
    languages: tuple[AgreementRow, ...]
    people: tuple[PersonCounts, ...]


def agreement_board(ws: Workspace, project_id: str, scheme_id: str) -> AgreementBoard:
    """The board of a scheme as of now. Raises NotFoundError (project, scheme)."""
    scheme = schemes.current(ws, project_id, scheme_id)
    return board_of(opinions(ws, project_id, scheme_id), scheme)


def board_of(given: Opinions, scheme: Scheme) -> AgreementBoard:
    """The board of these opinions."""
    whole = Ratings.of(given.all, scheme)
    by_tag = _by_tag(given, scheme)
    return AgreementBoard(
        scheme,
        _row(whole, scheme, None),
        tuple(sorted((_row(own, scheme, tag) for tag, own in by_tag.items()), key=_least_first)),
        tuple(_person(whole, person) for person in whole.people),
    )


def agreement_pairs(ws: Workspace, project_id: str, scheme_id: str) -> tuple[AgreementRow, ...]:
    """Each two people in each language they share, least agreement first. Raises NotFoundError (project, scheme)."""
    scheme = schemes.current(ws, project_id, scheme_id)
    by_tag = _by_tag(opinions(ws, project_id, scheme_id), scheme)
    rows = [_pair_row(own, scheme, tag, pair) for tag, own in by_tag.items() for pair in combinations(own.people, 2)]
    return tuple(sorted((row for row in rows if row.shared), key=_least_first))


def _by_tag(given: Opinions, scheme: Scheme) -> dict[str, Ratings]:
    tags = sorted({tag or "" for tag in given.languages.values()})
    return {tag: Ratings.of(given.in_language(tag or None), scheme) for tag in tags}


def _row(ratings: Ratings, scheme: Scheme, tag: str | None) -> AgreementRow:
    patterns, people = ratings.patterns(), len({person for own in ratings.given.values() for person in own})
    figures = [
        figure(one.name, patterns, ordinal=scheme.ordinal, people=people)
        for one in COEFFICIENTS.values()
        if not one.needs_pair
    ]
    shared = sum(len(own) >= 2 for own in ratings.given.values())
    return AgreementRow(tag, None, len(ratings.given), shared, tuple(figures), _confused(ratings, ratings.people))


def _pair_row(ratings: Ratings, scheme: Scheme, tag: str, pair: tuple[str, str]) -> AgreementRow:
    patterns = ratings.of_pair(*pair)
    figures = [figure(name, patterns, ordinal=scheme.ordinal, people=2) for name in COEFFICIENTS]
    return AgreementRow(tag, pair, patterns.segments, patterns.segments, tuple(figures), _confused(ratings, pair))


def _confused(ratings: Ratings, people: Iterable[str]) -> tuple[str, str, int] | None:
    counted: dict[tuple[int, int], int] = {}
    among = set(people)
    for own in ratings.given.values():
        chosen = sorted({value for person, value in own.items() if person in among})
        for both in combinations(chosen, 2):
            counted[both] = counted.get(both, 0) + 1
    if not counted:
        return None
    (first, second), times = max(counted.items(), key=lambda item: (item[1], item[0]))
    return ratings.values[first], ratings.values[second], times


def _person(ratings: Ratings, person: str) -> PersonCounts:
    on_scale = sum(person in own for own in ratings.given.values())
    return PersonCounts(person, on_scale, tuple(sorted(ratings.off_scale.get(person, {}).items())))


def _least_first(row: AgreementRow) -> tuple[bool, float, str]:
    value = row.figure("alpha").value
    return value is None, 0.0 if value is None else value, row.language or ""

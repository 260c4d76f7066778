"""The strata that checks are drawn from: twenty equal steps of the detectors' score, from 0 to 1.

They are fixed, whatever the threshold and however many checks there are, so that answers given at different times and
under different thresholds can be put together; thresholds are proposed at their edges.
"""

STRATA = 20
WIDTH = 1 / STRATA
EDGES = tuple(round(place * WIDTH, 2) for place in range(STRATA))

STRATUM_SQL = f"least(floor(language_score * {STRATA} + 1e-6), {STRATA - 1})::int"  # a score of .35 is not under .35
OF_LANGUAGE = "language = $tag and language_status in ('identified', 'close') and relation is distinct from 'document'"
"""Which rows the detectors gave to the language `$tag`: all of them, whatever people said of them since."""


def middle(stratum: int) -> float:
    """The middle of a stratum's scores."""
    return (stratum + 0.5) * WIDTH

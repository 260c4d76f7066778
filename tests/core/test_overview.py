"""Home's next step: the first station that holds the work up."""

import pytest

from core.overview import Figures, next_station

DONE = {
    "segments": 100, "sources": 1, "unidentified": 0, "kept": 90, "review": 5, "left_out": 5, "tagged": 90,
    "untagged": 0, "targets": 0, "versions": 1, "runs": 1, "trained": 1, "scores": 12,
}  # fmt: skip


@pytest.mark.parametrize(
    ("missing", "station"),
    [
        ({"segments": 0, "kept": 0, "tagged": 0}, "collection"),
        ({"unidentified": 3}, "filtering"),
        ({"kept": 0, "tagged": 0}, "filtering"),
        ({"tagged": 49, "untagged": 41}, "tagging"),
        ({"kept": 9, "tagged": 9, "versions": 0}, "balancing"),  # fewer than usual, but all there are
        ({"trained": 0}, "training"),
        ({"scores": 0}, "evaluation"),
        ({"untagged": 20, "tagged": 70}, "tagging"),
        ({}, "evaluation"),
    ],
)
def test_the_first_station_that_lacks_something_is_next(missing, station):
    assert next_station(Figures(**{**DONE, **missing})) == station

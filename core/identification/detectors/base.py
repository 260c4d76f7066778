"""What every language detector is to the rest of the app.

A detector gets detection copies (`preparing`) and answers with votes. It says what it can say: a language outside
`tags` gets neither a vote for nor a vote against it from this detector. Detectors are made inside the process that
uses them and are not shared between threads.
"""

from collections.abc import Sequence
from typing import Protocol

from core.identification.votes import Votes


class Detector(Protocol):
    """One language detector."""

    @property
    def name(self) -> str:
        """Short stable name, as stored with each vote."""

    @property
    def share(self) -> float:
        """Its weight in the vote, inside its languages."""

    @property
    def raw_labels(self) -> tuple[str, ...]:
        """Every label it can answer with, in its own writing."""

    @property
    def tags(self) -> tuple[str | None, ...]:
        """What each raw label means (BCP 47), in the same order; None where it means no language."""

    def detect(self, texts: Sequence[str]) -> Votes:
        """Votes on detection copies; a text without evidence gets none."""

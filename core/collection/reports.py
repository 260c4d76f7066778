"""What an import did, file by file and in all; and how many segments each source has."""

from collections import Counter
from typing import TYPE_CHECKING

from pydantic import BaseModel

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

Counts = dict[str, int]
UNKNOWN_LANGUAGE = "und"  # rows without a declared language


class FileReport(BaseModel):
    """One file: rows read = added + present + refused; `notes` count rows that were kept with a remark, `passed_over`
    those in other languages than were asked for, which are not among the rows read."""

    name: str
    source_id: str = ""
    format: str = ""
    encoding: str | None = None
    rows: int = 0
    added: int = 0
    present: int = 0
    refused: Counts = {}
    notes: Counts = {}
    passed_over: int = 0
    known_before: bool = False  # a file with this very content was imported before


class ImportReport(BaseModel):
    """The whole import."""

    files: list[FileReport]
    rows: int = 0
    added: int = 0
    present: int = 0
    refused: Counts = {}
    notes: Counts = {}
    passed_over: int = 0
    labels_recorded: int = 0
    labels_unknown: dict[str, Counts] = {}  # scheme -> value of the file -> rows
    per_language: Counts = {}  # declared language -> segments added or there

    @property
    def nothing_new(self) -> bool:
        """Whether every row was there already or refused."""
        return self.added == 0


def added_up(*counts: Counts) -> Counts:
    """The counts of all, most frequent first."""
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total.most_common())


def source_counts(snapshot: "Snapshot") -> dict[str, tuple[int, int]]:
    """For each source how many segments it has and how many of them are kept."""
    found = snapshot.sql(
        "select source_id, count(*) as n, count(*) filter (verdict = 'keep') as kept from segments group by source_id"
    )
    return {row["source_id"]: (row["n"], row["kept"]) for row in found.to_pylist()}

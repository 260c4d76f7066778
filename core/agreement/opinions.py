"""What each person says of each segment in a scheme, by the language of the segment.

Invariants: labels that came with a file are nobody's opinion and left out; a segment whose text was erased is left out;
the language is the one that holds (a person's word before the detectors').
"""

from dataclasses import dataclass

from core.agreement.ratings import Opinion
from core.tagging.standing import IMPORTER
from core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Opinions:
    """All opinions of a project in a scheme; `languages`: segment → tag (None where it is unknown)."""

    all: tuple[Opinion, ...]
    languages: dict[str, str | None]

    def in_language(self, tag: str | None) -> list[Opinion]:
        """Those on segments in this language."""
        return [one for one in self.all if self.languages[one.segment_id] == tag]


def opinions(ws: Workspace, project_id: str, scheme_id: str) -> Opinions:
    """What stands at this moment. Raises NotFoundError for a project there is not."""
    given = ws.ledger.events.labels_by_person(project_id, scheme_id)
    by_people = [Opinion(*key, value) for key, value in given.items() if key[1] != IMPORTER]
    if not by_people or not ws.corpus(project_id).exists:
        return Opinions((), {})
    with ws.snapshot(project_id) as snapshot:
        found = snapshot.sql(
            "select id, tag from segments where id in (select unnest($ids))",
            {"ids": sorted({one.segment_id for one in by_people})},
        )
    languages = dict(zip(found["id"].to_pylist(), found["tag"].to_pylist(), strict=True))
    return Opinions(tuple(one for one in by_people if one.segment_id in languages), languages)

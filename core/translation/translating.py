"""A batch of segments through a route and its checks, and what is stored of it.

A translation's row: origin machine, its parent and `translation-of`, the parent's document and position, the parent's
own columns, and beside them (`translation_…`) engine, version, route, checks. Its licence is the parent's, with the
engine's added where that forbids commercial use or is not known. The first check that failed stands in `failed_check`,
by which the filter leaves it out.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING
from unicodedata import normalize

import pyarrow as pa

from core.corpus import identity
from core.corpus.rows import SegmentRow
from core.records import Origin, Source
from core.translation.checking import Checker, Results, failures
from core.translation.engines.base import Closing, Output
from core.translation.routes import Route

if TYPE_CHECKING:
    from core.identification.identifying import Identifier
    from core.translation.checking import CheckLimits
    from core.workspace import Workspace

RELATION = "translation-of"
KIND = "translation"
PREFIX = "translation_"  # of the columns beside the parent's own


@dataclass(frozen=True, slots=True)
class Made:
    """A translation with its checks; `refused` names why there is none ("" where there is one)."""

    parent: SegmentRow
    output: Output
    results: Results

    @property
    def refused(self) -> str:
        """The reason code of an output that is none."""
        return self.output.error

    @property
    def failed(self) -> tuple[str, ...]:
        """The checks that failed."""
        return failures(self.results) if self.results else ()


class Session(Closing):
    """A route that stays open, with its checks; `seconds` and `segments` add up what it has done."""

    def __init__(self, route: Route, limits: "CheckLimits", identifier: "Identifier | None") -> None:
        self.route = route
        self._open = route.open()
        reverse = route.reverse() if limits.round_trip is not None else None
        self._back = reverse.open() if reverse else None
        self._checker = Checker(route.way, route.target, limits, identifier=identifier, back=self._back)
        self.seconds, self.segments = 0.0, 0

    def outputs(self, texts: Sequence[str]) -> list[tuple[Output, Results]]:
        """Translations of texts with their checks, in order; no checks where there is no translation."""
        begun = time.perf_counter()
        outputs = [_composed(output) for output in self._open.translate(texts)]
        places = [place for place, output in enumerate(outputs) if not output.error]
        checked = self._checker.check([texts[place] for place in places], [outputs[place] for place in places])
        results = dict(zip(places, checked, strict=True))
        self.seconds += time.perf_counter() - begun
        self.segments += len(texts)
        return [(output, results.get(place, {})) for place, output in enumerate(outputs)]

    def make(self, parents: Sequence[SegmentRow]) -> list[Made]:
        """The translations of segments, in order."""
        made = self.outputs([parent.segment.text for parent in parents])
        return [Made(parent, output, results) for parent, (output, results) in zip(parents, made, strict=True)]

    def begin(self) -> None:
        """Begin a unit of work: what comes out of it depends on its own texts alone."""
        self._open.begin()
        if self._back is not None:
            self._back.begin()

    def close(self) -> None:
        """Close the engines."""
        self._open.close()
        if self._back is not None:
            self._back.close()


def identifier_for(ws: "Workspace", detectors: Sequence[str], route: Route) -> "Identifier":
    """The project's detectors, asked about source and target without regard to what is declared."""
    from core.identification.configuration import Question
    from core.identification.detectors import specs
    from core.identification.identifying import Identifier

    expected = tuple(sorted({route.source, route.target}))
    return Identifier.of(specs(detectors, ws.models), Question(expected, use_declared=False))


def route_source(ws: "Workspace", project_id: str, route: Route, job_id: str | None) -> Source:
    """The source of a route's translations: one for each engine, version and direction."""
    name = f"translation:{route.key}:{route.version}:{route.source}:{route.target}"
    languages = [route.source, *(hop.pair.target for hop in route.hops[:-1]), route.target]
    titles = " and ".join(card.title for card in route.cards())
    return ws.ledger.sources.add(
        Source(
            id=blake2b(f"{project_id}\0{name}".encode(), digest_size=12).hexdigest(),
            project_id=project_id,
            kind=KIND,
            name=f"{titles}, {' → '.join(languages)}",
            identity=name,
            locator=f"{route.key} {route.version}",
            origin=Origin.MACHINE,
            job_id=job_id,
        )
    )


def translation_id(source: Source, parent_id: str) -> str:
    """The id of a parent's translation; made from what it is a translation of and by whom, not from what came out."""
    return identity.segment_id(source.identity, parent_id, 0, "")


def rows(
    made: Sequence[Made],
    route: Route,
    source: Source,
    *,
    job_id: str,
    unit: int,
    licences: dict[str, str],
    at: datetime,
) -> pa.Table:
    """What `Corpus.append` takes, of translations that are there. `licences`: source id -> its licence."""
    from core.corpus import schema

    stored = [_row(one, route, source, licences, at) for one in made if not one.refused]
    for row in stored:
        row |= {"job_id": job_id, "job_unit": unit}
    absent = ("number", "characters", "exact_key")
    return pa.Table.from_pylist(stored, schema=pa.schema([item for item in schema.BASE if item.name not in absent]))


def _row(made: Made, route: Route, source: Source, licences: dict[str, str], at: datetime) -> dict[str, object]:
    parent = made.parent.segment
    failed = made.failed
    extra = {
        **parent.extra,
        f"{PREFIX}engine": route.engine,
        f"{PREFIX}version": route.version,
        f"{PREFIX}route": route.key,
        f"{PREFIX}way": route.way,
        f"{PREFIX}checks": json.dumps(plain(made.results), ensure_ascii=False),
    }
    if failed:
        extra[f"{PREFIX}failed"] = ", ".join(failed)
    return {
        "id": translation_id(source, parent.id),
        "text": made.output.text,
        "document_id": parent.document_id,
        "position": parent.position,
        "source_id": source.id,
        "origin": str(Origin.MACHINE),
        "declared_language": route.target,
        "parent_id": parent.id,
        "relation": RELATION,
        "url": parent.url,
        "licence": _licence(parent.licence or licences.get(parent.source_id, ""), route),
        "collected_at": at,
        "extra": json.dumps(extra, ensure_ascii=False),
        "failed_check": failed[0] if failed else None,
    }


def plain(results: Results) -> dict[str, dict[str, object]]:
    """Check results as JSON takes them, without those that were not asked."""
    return {
        name: result.model_dump(exclude_defaults=True) | {"passed": result.passed}
        for name, result in results.items()
        if result.passed is not None or result.note
    }


def _licence(parents: str, route: Route) -> str | None:
    limiting = [f"{card.licence} ({card.title})" for card in route.cards() if card.limits_use]
    return " + ".join(part for part in (parents, *limiting) if part) or None


def _composed(output: Output) -> Output:
    text = normalize("NFC", output.text.replace("\0", "")).strip()
    if output.error or not text:
        return Output("", error=output.error or "no_answer")
    return Output(text, output.unknown)

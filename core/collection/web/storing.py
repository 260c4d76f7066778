"""Collected pages into the corpus: a source for each site, a segment for each paragraph.

The one seam between collecting from the web and what is stored. Appending the same pages of the same unit again changes
nothing and reports the same numbers, which is what makes a killed unit harmless.
"""

import json
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

import pyarrow as pa

from core.collection.web.pages import Settled
from core.collection.web.settling import source_identity
from core.corpus import identity
from core.corpus.appending import AppendReport
from core.records import Origin, Source

if TYPE_CHECKING:
    from core.workspace import Workspace

RELATION = "translation-of"
_COLUMNS = pa.schema(
    [
        ("text", pa.string()),
        ("document_id", pa.string()),
        ("position", pa.int64()),
        ("declared_language", pa.string()),
        ("url", pa.string()),
        ("licence", pa.string()),
        ("collected_at", pa.timestamp("us", tz="UTC")),
        ("extra", pa.string()),
        ("parent_id", pa.string()),
        ("relation", pa.string()),
    ]
)


def site_source(
    ws: "Workspace", project_id: str, site: str, *, start: str, licence: str = "", job_id: str | None = None
) -> Source:
    """The project's source for a site, made when missing: collecting a site again adds to the same source."""
    identity_ = source_identity(site)
    return ws.ledger.sources.add(
        Source(
            id=blake2b(f"{project_id}\0{identity_}".encode(), digest_size=16).hexdigest(),
            project_id=project_id,
            kind="web",
            name=site,
            identity=identity_,
            locator=start,
            origin=Origin.WEB,
            licence=licence,
            job_id=job_id,
        )
    )


def store(
    ws: "Workspace", source: Source, pages: Sequence[Settled], *, job_id: str, unit: int, licence: str = ""
) -> AppendReport:
    """Add the paragraphs of `pages` to the source's project; `licence` is for pages that name none."""
    rows = [row for page in pages for row in _rows(page, licence)]
    if not rows:
        return AppendReport(0, 0)
    table = pa.Table.from_pylist(rows, schema=_COLUMNS)
    same = {"source_id": source.id, "origin": str(Origin.WEB), "job_id": job_id}
    for name, value in same.items():
        table = table.append_column(name, pa.array([value] * len(table), pa.string()))
    table = table.append_column("job_unit", pa.array([unit] * len(table), pa.int32()))
    return ws.corpus(source.project_id).append(identity.with_identity(table, source.identity))


def _rows(settled: Settled, licence: str) -> list[dict[str, object]]:
    page = settled.page
    extra = page.extra() | ({"version_of": settled.pair_of} if settled.pair_of else {})
    common = {
        "document_id": page.url,
        "declared_language": page.declared_language,
        "url": page.url,
        "licence": page.licence or licence or None,
        "collected_at": page.collected_at,
    }
    rows: list[dict[str, object]] = []
    for place in settled.kept:
        parent = settled.parents.get(place)
        told = extra | ({"aligned_by": parent.how} if parent else {})
        rows.append(
            {
                "text": page.paragraphs[place],
                "position": place,
                "parent_id": parent.segment_id if parent else None,
                "relation": RELATION if parent else None,
                "extra": json.dumps(told, ensure_ascii=False) if told else None,
                **common,
            }
        )
    return rows

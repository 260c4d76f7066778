"""The lists of what a crawl left out, pages and repeated paragraphs: a line of JSON each, in the job's folder."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.collection.web.repeating import Repeated

if TYPE_CHECKING:
    from core.workspace import Workspace

FILE, REPEATED_FILE = "refused.jsonl", "repeated.jsonl"
MOST_REPEATED = 500  # paragraphs that are listed


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """A page that was not taken: `reason` is a `refusals.Reason`, `message` says it of this page."""

    url: str
    reason: str
    message: str
    found_on: str = ""

    def to_json(self) -> str:
        """One line of the list."""
        return json.dumps(asdict(self), ensure_ascii=False)


def refused_pages(ws: "Workspace", job_id: str) -> list[RefusedPage]:
    """The pages that a crawl has refused so far, in the order in which they were found."""
    path = ws.job_folder(job_id) / FILE
    if not path.exists():
        return []
    return [RefusedPage(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


@dataclass(frozen=True, slots=True)
class RepeatedParagraph:
    """A paragraph that was left out since it stands on so many pages of a site; `example` is one of them."""

    site: str
    language: str
    pages: int
    example: str


def repeated_rows(found: Iterable[Repeated]) -> list[RepeatedParagraph]:
    """What the crawl found to repeat, as it is listed."""
    return [RepeatedParagraph(one.site, one.language, one.pages, one.example) for one in found][:MOST_REPEATED]


def write_repeated(folder: Path, rows: Iterable[RepeatedParagraph]) -> None:
    """Write the list of repeated paragraphs into the job's folder."""
    text = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
    (folder / REPEATED_FILE).write_text(text, encoding="utf-8")


def repeated_paragraphs(ws: "Workspace", job_id: str) -> list[RepeatedParagraph]:
    """The paragraphs that a crawl left out since they repeat, the most frequent first."""
    path = ws.job_folder(job_id) / REPEATED_FILE
    if not path.exists():
        return []
    return [RepeatedParagraph(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]

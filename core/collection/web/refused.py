"""The list of pages that a crawl refused: a line of JSON each, in the job's folder."""

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.workspace import Workspace

FILE = "refused.jsonl"


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

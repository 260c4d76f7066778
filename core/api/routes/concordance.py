"""The concordance: the places where a word, a part of one or a pattern stands; and what stands around a segment."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from core.api.dependencies import CurrentWorkspace, MemberProject
from core.concordance import querying, searching
from core.concordance.comparing import Comparison
from core.concordance.context import NEIGHBOURS, Context, context
from core.concordance.lines import Line, Order, page_of
from core.concordance.querying import Kind
from core.records import Selection

router = APIRouter(prefix="/projects/{project_id}", tags=["concordance"])
MOST_LINES = 500
MOST_FORMS = 100


class ConcordanceRequest(BaseModel):
    """What is looked for. `kind` is words, part or pattern; `comparison` is exact, folded (case and compatibility forms
    do not count) or plain (accents neither). The lists narrow the segments; "" stands for 'has none'."""

    text: str = Field(min_length=1, max_length=querying.LONGEST)
    kind: Kind = Kind.WORDS
    comparison: Comparison = Comparison.FOLDED
    languages: list[str] = []
    formality: list[str] = []
    domains: list[str] = []
    sources: list[str] = []
    verdicts: list[str] = []
    order: Order = Order.BEFORE
    page: int = Field(default=0, ge=0)
    size: int = Field(default=50, ge=1, le=MOST_LINES)


class ConcordanceLine(BaseModel):
    """A hit: `start` and `end` are code points of the segment's text; before and after are in the order of reading."""

    segment_id: str
    language: str | None
    direction: str
    before: str
    hit: str
    after: str
    start: int
    end: int


class ConcordancePage(BaseModel):
    """Lines, and figures about all hits. Where `looked` is below `candidates`, the segments looked through are a random
    draw of those that came into question."""

    lines: list[ConcordanceLine]
    hits: int
    segments: int
    candidates: int
    looked: int
    languages: dict[str, int]
    forms: dict[str, int]


@router.post("/concordance")
def search(workspace: CurrentWorkspace, project: MemberProject, request: ConcordanceRequest) -> ConcordancePage:
    """A page of lines."""
    selection = Selection(
        languages=tuple(request.languages),
        formality=tuple(request.formality),
        domains=tuple(request.domains),
        sources=tuple(request.sources),
        verdicts=tuple(request.verdicts),
    )
    query = querying.Query(request.text, request.kind, request.comparison, selection)
    found = searching.search(workspace, project.id, query)
    return ConcordancePage(
        lines=[_line(one) for one in page_of(found.hits, request.order, request.page, request.size)],
        hits=len(found.hits),
        segments=len(found.segment_ids),
        candidates=found.candidates,
        looked=found.looked,
        languages={tag or "": n for tag, n in found.languages},
        forms=dict(found.forms[:MOST_FORMS]),
    )


class PassageBeside(BaseModel):
    """A text beside a segment; `relation` is parent, child or sibling of other versions, `called` its name."""

    segment_id: str
    text: str
    language: str | None
    direction: str
    relation: str
    called: str
    is_machine: bool


class DetectorVote(BaseModel):
    """What one detector said of the segment's language."""

    detector: str
    tag: str | None
    score: float
    raw: str


class SegmentContext(BaseModel):
    """What stands around a segment: neighbours in the order of the document, its source, other versions, the votes."""

    segment_id: str
    source: str
    url: str
    document: str
    licence: str
    before: list[PassageBeside]
    after: list[PassageBeside]
    versions: list[PassageBeside]
    votes: list[DetectorVote]


@router.get("/segments/{segment_id}/context")
def read_context(
    workspace: CurrentWorkspace,
    project: MemberProject,
    segment_id: str,
    neighbours: Annotated[int, Query(ge=0, le=20)] = NEIGHBOURS,
) -> SegmentContext:
    """The context of one segment."""
    found: Context = context(workspace, project.id, segment_id, neighbours)
    return SegmentContext.model_validate(asdict(found))


def _line(one: Line) -> ConcordanceLine:
    hit = one.hit
    return ConcordanceLine(
        segment_id=hit.segment_id,
        language=hit.tag,
        direction=one.direction,
        before=one.before,
        hit=one.form,
        after=one.after,
        start=hit.start,
        end=hit.end,
    )

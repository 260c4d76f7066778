"""Checks of a language: the next segments to ask “is this Yoruba?” about, and the answers."""

from collections.abc import Iterator
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Header
from pydantic import BaseModel, Field

from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject
from core.errors import InvalidInputError, PermissionDeniedError
from core.identification.checking import answering, sampling
from core.identification.checking.answering import Answer, NewCheck
from core.languages import direction_of, standard_tag
from core.records import Account
from core.workspace import Workspace

router = APIRouter(prefix="/projects/{project_id}/checks", tags=["checks"])
MOST_AT_ONCE = 200


class CheckRequest(BaseModel):
    """Asking for segments of a language; `exclude` are ids that the client has at hand."""

    language: str
    count: int = Field(default=20, ge=1, le=MOST_AT_ONCE)
    exclude: list[str] = Field(default=[], max_length=1000)


class SegmentToCheck(BaseModel):
    """A segment that the detectors gave to the language."""

    segment_id: str
    text: str
    direction: str


class ToCheck(BaseModel):
    """The next segments, in the order in which they are to be asked about."""

    items: list[SegmentToCheck]


class CheckAnswer(BaseModel):
    """An answer; `key` (a random UUID) makes sending it twice harmless.

    `correction` is what a segment is instead, with the answer no. With `undoes`, the answer under that key is taken
    back, and nothing else is looked at.
    """

    key: str = Field(min_length=1, max_length=answering.LONGEST_KEY)
    segment_id: str = ""
    language: str = ""
    answer: Answer = Answer.UNSURE
    correction: str | None = None
    seconds: float | None = Field(default=None, ge=0)
    undoes: str | None = None


class AcknowledgedCheck(BaseModel):
    """An answer that is on disk: its key as it was sent, and its number in the project."""

    key: str
    seq: int


@router.post("/next")
def next_checks(workspace: CurrentWorkspace, project: MemberProject, request: CheckRequest) -> ToCheck:
    """The next segments of a language: at random within steps of the score, more of them around its threshold."""
    tag = standard_tag(request.language)
    checked = {check.segment_id for check in answering.checks(workspace, project.id, tag)}
    with workspace.snapshot(project.id) as snapshot:
        drawn = sampling.draw(snapshot, tag, checked | set(request.exclude), request.count, seed=f"{project.id} {tag} ")
        rows = snapshot.rows([one.segment_id for one in drawn])
    return ToCheck(
        items=[
            SegmentToCheck(
                segment_id=row.segment.id, text=row.segment.text, direction=direction_of(row.segment.text, tag)
            )
            for row in rows
        ]
    )


@router.post("")
def record_checks(
    workspace: CurrentWorkspace,
    account: CurrentAccount,
    project: MemberProject,
    answers: Annotated[list[CheckAnswer], Field(max_length=MOST_AT_ONCE)],
    x_isogloss_account: Annotated[str | None, Header()] = None,
) -> list[AcknowledgedCheck]:
    """Record answers in their order; one acknowledgement a key, once they are durable."""
    if x_isogloss_account not in (None, account.id):
        raise PermissionDeniedError(
            "These answers were given by somebody else than is signed in now.", hint="Sign in as the one who gave them."
        )
    return list(_recorded(workspace, account, project.id, answers))


def _recorded(
    ws: Workspace, account: Account, project_id: str, answers: list[CheckAnswer]
) -> Iterator[AcknowledgedCheck]:
    for undoes, group in groupby(answers, key=lambda one: one.undoes is not None):
        sent = list(group)
        if undoes:
            events = [answering.undo(ws, project_id, account.id, one.undoes or "") for one in sent]
        else:
            events = answering.record(ws, project_id, account.id, [_check(one) for one in sent])
        for one, event in zip(sent, events, strict=True):
            yield AcknowledgedCheck(key=one.key, seq=event.seq)


def _check(one: CheckAnswer) -> NewCheck:
    if not one.segment_id or not one.language:
        raise InvalidInputError("An answer does not say what it is about.", hint="Send segment_id and language.")
    return NewCheck(one.key, one.segment_id, one.language, one.answer, one.correction, one.seconds)

"""What would be taught, before anything is: usable lines, what is left out and why, and lines that look foreign."""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel

from core.identification.detectors import specs
from core.identification.teaching.background import is_itself
from core.identification.teaching.material import ENOUGH_LINES, EXAMPLES, LEAST_LINES, Choice, gather

if TYPE_CHECKING:
    from core.workspace import Workspace

SURE = 0.75  # English is never surer beside Scots
RARE = 0.05  # a language that so few lines are called, and these surely, is no likeness but a stray


class Preview(BaseModel):
    """`stray`: how many usable lines are surely another language's, by tag, with examples: better taken out."""

    tag: str
    usable: int
    given: int
    left_out: dict[str, int]
    examples: dict[str, list[str]]
    stray: dict[str, int]
    strays: list[tuple[str, str]]
    likest: list[tuple[str, int]]
    enough: bool
    plenty: bool


def preview(ws: "Workspace", project_id: str, choice: Choice) -> Preview:
    """Look at the lines of a choice. Raises InvalidInputError as `material.gather`."""
    sifted = gather(ws, project_id, choice)
    copies = [line.copy_text for line in sifted.lines]
    (spec,) = specs(["wide"], ws.models)
    votes = spec.make().detect(copies)
    called = [votes.tags[label] for label in votes.labels[:, 0]]
    counts = Counter(tag for tag in called if tag and not is_itself(tag, choice.tag))
    sure = votes.scores[:, 0] >= SURE
    stray = [
        (tag, line.text)
        for tag, line, is_sure in zip(called, sifted.lines, np.asarray(sure).tolist(), strict=True)
        if tag and is_sure and 0 < counts[tag] < RARE * len(copies)
    ]
    return Preview(
        tag=choice.tag,
        usable=len(copies),
        given=sifted.given,
        left_out=sifted.left_out,
        examples=sifted.examples,
        stray=dict(Counter(tag for tag, _ in stray)),
        strays=stray[: 2 * EXAMPLES],
        likest=counts.most_common(EXAMPLES),
        enough=len(copies) >= LEAST_LINES,
        plenty=len(copies) >= ENOUGH_LINES,
    )

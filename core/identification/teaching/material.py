"""The lines a language is taught from: gathered from a project or given, and sifted."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel

from core import languages
from core.errors import InvalidInputError
from core.identification import scripts
from core.identification.preparing import composed, prepare
from core.records import Selection

if TYPE_CHECKING:
    from core.workspace import Workspace

LEAST_LINES = 50  # fewer teach nothing that could be scored
ENOUGH_LINES = 200
MOST_LINES = 5_000
LEAST_LETTERS = 12
IN_A_ROW = 5  # given lines that stand together stay together when some are held out
EXAMPLES = 5
MANY_DOCUMENTS = 20
COLUMNS = "s.text, s.document_id, s.position, s.human_language, s.human_verdict"


class Choice(BaseModel):
    """Where the lines of `tag` come from; several ways add up."""

    tag: str
    texts: tuple[str, ...] = ()  # pasted, or the lines of a file
    sources: tuple[str, ...] = ()  # sources of the project that hold nothing else
    confirmed: bool = False  # segments whose language a person set to this one


class Line(BaseModel):
    """A usable line, its detection copy, and the group it is held out with."""

    text: str
    copy_text: str
    group: str


class Sifted(BaseModel):
    """What became of the lines: usable ones, how many were left out and why, with examples of each."""

    lines: list[Line]
    given: int
    left_out: dict[str, int]  # duplicate, short, other_script
    examples: dict[str, list[str]]

    @property
    def digest(self) -> str:
        """Stands for the usable lines in their order."""
        return hashlib.sha256("\n".join(line.text for line in self.lines).encode()).hexdigest()


def checked_tag(tag: str) -> str:
    """The tag in its normal form, also with private-use parts. Raises InvalidInputError where it is none."""
    return languages.standard_tag(tag)


def gather(ws: "Workspace", project_id: str, choice: Choice) -> Sifted:
    """The lines of a choice, sifted.

    Raises InvalidInputError for a tag that is none, and where nothing is chosen.
    """
    checked_tag(choice.tag)
    if not (choice.texts or choice.sources or choice.confirmed):
        raise InvalidInputError("No lines are chosen.", hint="Paste lines, give a file, or choose a source.")
    rows = [(text, f"given {place // IN_A_ROW}") for place, text in enumerate(choice.texts)]
    if (choice.sources or choice.confirmed) and ws.corpus(project_id).exists:
        rows += _segments(ws, project_id, choice)
    return sift(rows[: 2 * MOST_LINES])


def sift(rows: Sequence[tuple[str, str]]) -> Sifted:
    """Leave out of (text, group) what is there twice, has few letters, or is in another script than most."""
    texts = composed([" ".join(text.split()) for text, _ in rows])
    prepared = prepare(texts)
    letters = prepared.counts.sum(axis=1)
    main = _main_script(prepared.counts.sum(axis=0).tolist())
    left_out: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    lines, seen = [], set[str]()
    for place, (text, (_, group)) in enumerate(zip(texts, rows, strict=True)):
        copy = " ".join(prepared.texts[place].split())
        reason = None
        if letters[place] < LEAST_LETTERS:
            reason = "short"
        elif prepared.counts[place, main] < letters[place] / 2:
            reason = "other_script"
        elif copy in seen:
            reason = "duplicate"
        seen.add(copy)
        if reason is None:
            lines.append(Line(text=text, copy_text=copy, group=group))
            continue
        left_out[reason] += 1
        examples.setdefault(reason, [])
        if len(examples[reason]) < EXAMPLES and text:
            examples[reason].append(text)
    return Sifted(lines=lines[:MOST_LINES], given=len(rows), left_out=dict(left_out), examples=examples)


def script_of(lines: Sequence[Line]) -> str:
    """The ISO 15924 code of the script that most letters of the lines are in."""
    prepared = prepare([line.copy_text for line in lines])
    return scripts.table().codes[int(prepared.seen[_main_script(prepared.counts.sum(axis=0).tolist())])]


def require_enough(sifted: Sifted) -> None:
    """Raise InvalidInputError where there are too few usable lines to learn from and to be scored."""
    if len(sifted.lines) < LEAST_LINES:
        raise InvalidInputError(
            f"Only {len(sifted.lines)} of {sifted.given} lines can be used; at least {LEAST_LINES} are needed.",
            hint=f"Add more lines of the language: {ENOUGH_LINES} to 500 different ones do well.",
        )


def _segments(ws: "Workspace", project_id: str, choice: Choice) -> list[tuple[str, str]]:
    """Of the sources every segment that nobody said otherwise of; beside them those a person named `tag`."""
    selections = [Selection(sources=choice.sources)] if choice.sources else []
    selections += [Selection(languages=(choice.tag,))] if choice.confirmed else []
    found: list[tuple[str, str, int]] = []
    with ws.snapshot(project_id) as snapshot:
        for selection in selections:
            for batch in snapshot.batches(COLUMNS, selection):
                found += [
                    (row["text"], row["document_id"], row["position"])
                    for row in batch.to_pylist()
                    if row["human_verdict"] != "drop" and _named(row, choice, by_hand=not selection.sources)
                ]
    return grouped(found)


def grouped(rows: Sequence[tuple[str, str, int]]) -> list[tuple[str, str]]:
    """(text, document, position) as (text, group): by documents where there are many, else by lines in a row."""
    sizes = Counter(document for _, document, _ in rows)
    by_document = len(sizes) >= MANY_DOCUMENTS and max(sizes.values()) <= len(rows) / 5
    return [
        (text, f"document {document}" if by_document else f"document {document} {position // IN_A_ROW}")
        for text, document, position in rows
    ]


def _named(row: Mapping[str, str | None], choice: Choice, *, by_hand: bool) -> bool:
    """Whether a person named the segment's language so; without `by_hand` also where nobody named any."""
    named = row["human_language"]
    return named == choice.tag or (named is None and not by_hand)


def _main_script(letters: Sequence[float]) -> int:
    return max(range(len(letters)), key=letters.__getitem__) if letters else 0

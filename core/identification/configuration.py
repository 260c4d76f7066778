"""What was asked of whom, as one number.

The number is stored with each identified row (`identified`): a row whose number differs from the project's present one
is pending. It is made from what the answer depends on, so it needs no register: the upper 15 bits stand for the
detectors (name, version), the lower 16 for the evidence they are weighed with and for what was taught. Rows whose upper
half is the present one keep their stored votes: only taught detectors are asked, and the vote is counted again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from core.errors import ModelMissingError
from core.identification import calibrating
from core.identification.calibrating import Calibration
from core.identification.candidates import Speaker
from core.identification.consensus import Consensus
from core.identification.detectors import Detector, DetectorSpec, asked_later, made_for, specs

if TYPE_CHECKING:
    from core.records import Project
    from core.workspace import Workspace

TEACHING = "core.identification.teaching"
METHOD = 2  # raised when preparing or consensus change what comes out for the same votes
MIXING = 1  # likewise for the languages found within texts
MIXING_DETECTOR = "py3langid"  # whose model tells the languages within a text apart
EVIDENCE_BITS = 16
DETECTOR_BITS = 15  # 31 bits in all: the column is a signed 32-bit integer


@dataclass(frozen=True, slots=True)
class Question:
    """What a project asks: its expected languages, whether sources' declared languages count as evidence, how sure its
    winners are by its own checks (None: by the shipped coefficients), and whether only expected languages occur."""

    expected: tuple[str, ...] = ()
    use_declared: bool = True
    calibration: Calibration | None = None
    only_expected: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether nothing but the expected languages may come out."""
        return self.only_expected and bool(self.expected)

    @classmethod
    def of(cls, project: "Project", *, use_declared: bool = True) -> "Question":
        """The question of a project."""
        return cls(tuple(sorted(project.languages)), use_declared, only_expected=project.only_expected)


def project_question(ws: "Workspace", project: "Project", *, use_declared: bool = True) -> Question:
    """The question of a project, with the calibration that its checks gave it."""
    calibration = calibrating.of_project(ws.project_folder(project.id))
    own = None if calibration.version == "shipped" else calibration
    return replace(Question.of(project, use_declared=use_declared), calibration=own)


def project_specs(ws: "Workspace", project: "Project", *, fetch: bool = True) -> tuple[DetectorSpec, ...]:
    """Every detector a project asks: those it chose and those that were taught in it.

    One that cannot be made for the project's languages is left out. Raises InvalidInputError for an unknown name and
    ModelMissingError where a model is not there and cannot be had (or `fetch` is off), or no detector is left.
    """
    return (*made_for(specs(project.detectors, ws.models, fetch=fetch), project.languages), *_taught(ws, project.id))


def specs_at_hand(ws: "Workspace", project: "Project") -> tuple[DetectorSpec, ...]:
    """Those of a project's detectors that can be made at once; the others are left out.

    Raises InvalidInputError for an unknown name and ModelMissingError where none is there.
    """
    found: list[DetectorSpec] = []
    missing: ModelMissingError | None = None
    for name in project.detectors:
        try:
            found += specs((name,), ws.models, fetch=False)
        except ModelMissingError as error:
            missing = error
    if missing is not None and not found:
        raise missing
    return (*made_for(found, project.languages), *_taught(ws, project.id))


def _taught(ws: "Workspace", project_id: str) -> tuple[DetectorSpec, ...]:
    if find_spec(TEACHING) is None:
        return ()
    return tuple(import_module(f"{TEACHING}.registry").taught_specs(ws, project_id))


def load(specs: Sequence[DetectorSpec]) -> list[Detector]:
    """The detectors, made in this process."""
    return [spec.make() for spec in specs]


def consensus(detectors: Sequence[Detector], question: Question) -> Consensus:
    """The vote of these detectors on this question."""
    speakers = tuple(
        Speaker(one.name, one.share, one.tags, getattr(one, "decides", False), asked_later(one.name))
        for one in detectors
    )
    calibration = question.calibration or calibrating.shipped()
    return Consensus(speakers, question.expected, question.use_declared, calibration, question.only_expected)


def number(specs: Sequence[DetectorSpec], question: Question) -> int:
    """The configuration's number: 0 … 2³¹ − 1."""
    specs = made_for(specs, question.expected)
    asked, taught = _named([one for one in specs if not one.is_taught]), _named([one for one in specs if one.is_taught])
    weighed = f"{METHOD} {' '.join(question.expected)} {question.use_declared}"
    weighed += f" {question.calibration.version}" if question.calibration else ""
    weighed += " only these" if question.is_closed else ""
    weighed += f" {MIXING}" if finds_mixing(specs) else ""
    upper = _bits(f"{METHOD}\n{asked}", DETECTOR_BITS)
    return upper << EVIDENCE_BITS | _bits(f"{asked}\n{weighed}{taught}", EVIDENCE_BITS)


def _named(specs: Sequence[DetectorSpec]) -> str:
    return "\n".join(" ".join((one.name, one.version, *one.languages)) for one in specs)


def finds_mixing(specs: Sequence[DetectorSpec]) -> bool:
    """Whether languages within texts are looked for: where the detector that can tell them apart is asked anyway."""
    return any(spec.name == MIXING_DETECTOR for spec in specs)


def same_detectors(first: int, second: int) -> bool:
    """Whether two configurations asked the same detectors, so that the votes of one serve the other."""
    return first >> EVIDENCE_BITS == second >> EVIDENCE_BITS


def _bits(text: str, count: int) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> (64 - count)

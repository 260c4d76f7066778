"""Teach a language: learn a detector for it from lines of it, score it on held-out ones, and give it a say.

The lines are fixed by the first step and lie in the job's folder until they are learnt, so a job that goes on after a
crash learns from the same. Learning is repeatable to the bit; a version that the job added already is taken as it is.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from core.identification.configuration import project_specs
from core.identification.teaching import registry
from core.identification.teaching.background import Background, background
from core.identification.teaching.learning import METHOD, SEED, Learnt, learn
from core.identification.teaching.material import Choice, Sifted, checked_tag, gather, require_enough, script_of
from core.identification.teaching.registry import TaughtVersion
from core.identification.teaching.scoring import Scores, calls, score
from core.identification.wide.building import store_name
from core.jobs.run import JobRun

LINES = "lines.json"


class TeachRequest(BaseModel):
    """Which project, and where the lines of the language come from."""

    project_id: str
    choice: Choice
    seed: int = SEED


class TeachReport(BaseModel):
    """The version that was added."""

    version: TaughtVersion


class Gathered(BaseModel):
    """How many lines the first step fixed."""

    tag: str
    usable: int


@dataclass(frozen=True)
class Taught:
    """What the manifest of a version is made from."""

    sifted: Sifted
    against: Background
    learnt: Learnt
    scores: Scores
    script: str


def run(job: JobRun, request: TeachRequest) -> TeachReport:
    """The job."""
    gathered = job.step("gather", fix_lines, job, request)
    job.log(f"{gathered.usable} usable lines of {gathered.tag}")
    job.check_cancelled()
    version = job.step("learn", learn_version, job, request, gathered.tag)
    job.step("tidy", forget_lines, job)
    scores = version.scores
    job.log(
        f"version {version.version} of {version.tag}: recall {scores.recall.value:.3f}, "
        f"precision {scores.precision.value:.3f} against {len(scores.neighbours)} neighbours"
    )
    return TeachReport(version=version)


def fix_lines(job: JobRun, request: TeachRequest) -> Gathered:
    """Gather and sift the lines, and keep them in the job's folder."""
    job.progress(0, None, phase="Gathering the lines")
    choice = request.choice.model_copy(update={"tag": checked_tag(request.choice.tag)})
    sifted = gather(job.ws, request.project_id, choice)
    require_enough(sifted)
    (job.folder / LINES).write_text(sifted.model_dump_json(), encoding="utf-8")
    return Gathered(tag=choice.tag, usable=len(sifted.lines))


def learn_version(job: JobRun, request: TeachRequest, tag: str) -> TaughtVersion:
    """Learn, score and register a version; idempotent."""
    sifted = Sifted.model_validate_json((job.folder / LINES).read_bytes())
    script = script_of(sifted.lines)
    against = background(job.ws, request.project_id, tag, script, request.choice.sources)

    def heard(done: int, total: int) -> None:
        job.progress(done, total, unit="parts", phase="Learning")
        job.check_cancelled()

    def fill(folder: Path, version: int) -> TaughtVersion:
        learnt = learn(tag, sifted.lines, against, seed=request.seed, on_fold=heard)
        learnt.target.save(folder / registry.MODEL)
        scores = score(learnt, script, _calls(job, request, tag, sifted))
        made = Taught(sifted, against, learnt, scores, script)
        return _manifest(job, request, made, version)

    return registry.add(job.ws, request.project_id, tag, job.id, fill)


def forget_lines(job: JobRun) -> None:
    """Remove the copy of the lines: their text stays where it came from, and can be taken down there."""
    (job.folder / LINES).unlink(missing_ok=True)


def _calls(job: JobRun, request: TeachRequest, tag: str, sifted: Sifted) -> dict[str, int]:
    """What the project's present detectors and the wide one call the lines."""
    project = job.ws.ledger.projects.get(request.project_id)
    asked = [spec for spec in project_specs(job.ws, project) if spec.name != registry.PREFIX + tag]
    return calls([spec.make() for spec in asked], [line.copy_text for line in sifted.lines], tag)


def _manifest(job: JobRun, request: TeachRequest, made: Taught, version: int) -> TaughtVersion:
    choice, sifted = request.choice, made.sifted
    return TaughtVersion(
        tag=made.learnt.target.tag,
        version=version,
        job_id=job.id,
        account_id=job.account_id,
        created_at=datetime.now(UTC).replace(microsecond=0),
        lines=len(sifted.lines),
        given=sifted.given,
        left_out=sifted.left_out,
        groups=len({line.group for line in sifted.lines}),
        script=made.script,
        data_hash=sifted.digest,
        seed=request.seed,
        origin=[*choice.sources, *(["given"] if choice.texts else []), *(["confirmed"] if choice.confirmed else [])],
        against={tag: len(lines) for tag, lines in made.against.lines.items()},
        declaration=store_name(),
        method=METHOD,
        scores=made.scores,
    )

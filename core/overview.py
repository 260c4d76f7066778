"""Where a project stands at each of the six stations, and the one next step.

Figures come from the same snapshot and the same ledger that the stations' own pages read, so that Home never says
something else than they do.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.records import Job, JobState
from core.workspace import Workspace


class Standing(StrEnum):
    """State of a station: `waiting` needs an earlier station first, `next` is the useful step now."""

    WAITING = "waiting"
    NEXT = "next"
    UNDERWAY = "underway"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Figures:
    """The live figures of a project; `tagged` counts kept segments that have every switched-on tag."""

    segments: int
    sources: int
    unidentified: int
    kept: int
    review: int
    left_out: int
    tagged: int
    untagged: int
    targets: int
    versions: int
    runs: int
    trained: int
    scores: int
    uncleaned: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """Figures, the station that is worth going to now, and the latest jobs."""

    figures: Figures
    standing: dict[str, Standing]
    next_station: str
    recent: tuple[Job, ...]


STATIONS = ("collection", "filtering", "tagging", "balancing", "training", "evaluation")
COUNTS = """select count(*) as segments, count(*) filter (verdict is null) as unidentified,
  count(*) filter (verdict = 'keep') as kept, count(*) filter (verdict = 'review') as review,
  count(*) filter (verdict in ('drop', 'unknown', 'unsupported')) as left_out,
  count(*) filter (cleaned is null) as uncleaned,
  count(*) filter (verdict = 'keep' and TAGGED) as tagged from segments"""
ENOUGH_TAGGED = 50  # below this, a frozen version would have splits of a handful of rows


def overview(workspace: Workspace, project_id: str) -> Overview:
    """Read where the project stands."""
    figures = read_figures(workspace, project_id)
    station = next_station(figures)
    jobs = workspace.ledger.jobs.list(project_id, limit=6)
    running = {_station_of(job.kind) for job in jobs if job.state in (JobState.RUNNING, JobState.QUEUED)}
    standing = {name: _standing(name, station, figures, running) for name in STATIONS}
    return Overview(figures, standing, station, tuple(jobs))


def read_figures(workspace: Workspace, project_id: str) -> Figures:
    """Count segments in one query, the rest in the ledger."""
    ledger = workspace.ledger
    schemes = ledger.projects.get(project_id).schemes
    tagged = " and ".join(f"{name} is not null" for name in schemes if name in ("formality", "domain")) or "false"
    with workspace.snapshot(project_id) as snapshot:
        found = snapshot.sql(COUNTS.replace("TAGGED", tagged)).to_pylist()[0]
    runs = ledger.runs.list(project_id)
    return Figures(
        segments=found["segments"],
        sources=len(ledger.sources.list(project_id)),
        unidentified=found["unidentified"],
        kept=found["kept"],
        review=found["review"],
        left_out=found["left_out"],
        tagged=found["tagged"],
        untagged=found["kept"] - found["tagged"],
        targets=len(ledger.targets.list(project_id)),
        versions=len(ledger.data_versions.list(project_id)),
        runs=len(runs),
        trained=sum(run.state == "trained" for run in runs),
        scores=len(ledger.scores.of_project(project_id)),
        uncleaned=found["uncleaned"],
    )


def next_station(figures: Figures) -> str:
    """The first station that holds the work up; with everything done, what is untagged, then the weak cells."""
    checks = {
        "collection": figures.segments == 0,
        "filtering": figures.unidentified > 0 or figures.kept == 0,
        "tagging": figures.tagged < min(ENOUGH_TAGGED, figures.kept),
        "balancing": figures.versions == 0,
        "training": figures.trained == 0,
        "evaluation": figures.scores == 0,
    }
    resting = "tagging" if figures.untagged else "evaluation"
    return next((name for name, needed in checks.items() if needed), resting)


def _standing(name: str, station: str, figures: Figures, running: set[str]) -> Standing:
    if name in running:
        return Standing.UNDERWAY
    if name == station:
        return Standing.NEXT
    begun = {
        "collection": figures.segments,
        "filtering": figures.kept,
        "tagging": figures.tagged,
        "balancing": figures.versions,
        "training": figures.trained,
        "evaluation": figures.scores,
    }
    return Standing.DONE if begun[name] else Standing.WAITING


def _station_of(kind: str) -> str:
    return {
        "sample": "collection",
        "import": "collection",
        "crawl": "collection",
        "identify": "filtering",
        "clean": "filtering",
        "find_duplicates": "filtering",
        "freeze": "balancing",
        "train": "training",
        "evaluate": "evaluation",
    }.get(kind, "")

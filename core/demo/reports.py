"""What the demo reports: the contract that other programs read, and how it is made from scores."""

from pydantic import BaseModel

from core.evaluation.dashboard import PRIMARY
from core.identification.summary import VerdictCounts
from core.jobs.workflows.evaluate import EvaluateReport
from core.records import Score
from core.training.recipe import Recipe


class LanguageCounts(BaseModel):
    """Segments of one language after a stage."""

    kept: int
    review: int
    dropped: int


class StageReport(BaseModel):
    """One stage: how long, how many rows went in, and what became of them."""

    seconds: float
    rows_in: int
    kept: int
    review: int
    dropped: dict[str, int]
    per_language: dict[str, LanguageCounts]


class VersionReport(BaseModel):
    """The frozen data version."""

    hash: str
    rows: dict[str, int]


class BeforeAfter(BaseModel):
    """A measure of base and tuned model."""

    before: float | None
    after: float | None


class TrainingReport(BaseModel):
    """One fine-tune; `p` is the paired bootstrap's over all languages."""

    recipe: str
    model: str
    metric: str
    before: float | None
    after: float | None
    p: float | None
    per_language: dict[str, BeforeAfter]
    left_out: list[str]
    seconds: float


class ScoreReport(BaseModel):
    """One language in one metric, base beside tuned."""

    language: str
    task: str
    metric: str
    base: float | None
    tuned: float | None
    interval: tuple[float | None, float | None]
    n: int
    signature: str


class DemoReport(BaseModel):
    """What the loop came to."""

    stages: dict[str, StageReport]
    data_version: VersionReport
    training: list[TrainingReport]
    scores: list[ScoreReport]


def language_counts(counts: VerdictCounts) -> LanguageCounts:
    """Counts after a stage; before identification nothing is left out, so what waits counts as kept."""
    out = counts.dropped + counts.unknown + counts.unsupported
    return LanguageCounts(kept=counts.kept + counts.waiting, review=counts.review, dropped=out)


def training_report(
    recipe: Recipe, task: str, scores: list[Score], evaluated: EvaluateReport, seconds: float
) -> TrainingReport:
    """Base and tuned of one task in its primary metric, over all languages and for each."""
    metric = PRIMARY[recipe.goal]
    chosen = [score for score in scores if (score.task, score.metric) == (task, metric) and score.domain is None]
    pairs = {(score.language, score.system): score.value for score in chosen}
    languages = sorted({language for language, _system in pairs if language})
    test = next((c for c in evaluated.comparisons if (c.task, c.metric) == (task, metric)), None)
    return TrainingReport(
        recipe=f"{recipe.goal}:{task}",
        model=recipe.model,
        metric=metric,
        before=pairs.get((None, "base")),
        after=pairs.get((None, "tuned")),
        p=test.p if test else None,
        per_language={
            tag: BeforeAfter(before=pairs.get((tag, "base")), after=pairs.get((tag, "tuned"))) for tag in languages
        },
        left_out=list(recipe.data.left_out),
        seconds=seconds,
    )


def paired_scores(scores: list[Score]) -> list[ScoreReport]:
    """One line a language and metric, with the tuned value's interval and signature."""
    base = {(s.task, s.metric, s.language): s for s in scores if s.system == "base" and s.domain is None}
    return [
        ScoreReport(
            language=s.language,
            task=s.task,
            metric=s.metric,
            base=found.value if (found := base.get((s.task, s.metric, s.language))) else None,
            tuned=s.value,
            interval=(s.low, s.high),
            n=s.n,
            signature=s.signature,
        )
        for s in scores
        if s.system == "tuned" and s.language and s.domain is None
    ]

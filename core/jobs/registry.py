"""The kinds of job, by name.

A kind is one module in `core.jobs.workflows` with a function `run(job, request) -> report`; the pydantic models of
request and report are read off its annotations. Modules are imported when a job of the kind is started or shown, so
that listing the kinds costs nothing.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_type_hints

from pydantic import BaseModel, ValidationError

from core.errors import InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from core.jobs.run import JobRun


class Lane(StrEnum):
    """What a job keeps others of its project from doing: in each lane a project has one job at a time."""

    CORPUS = "corpus"  # writes the project's segments, which have one writer
    MODELS = "models"  # trains and evaluates; may run beside the other lane


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: its name in requests, its title on pages, its module and its lane."""

    name: str
    title: str
    module: str
    lane: Lane = Lane.CORPUS


@dataclass(frozen=True, slots=True)
class LoadedKind:
    """A kind with its code imported."""

    kind: JobKind
    run: "Callable[[JobRun, Any], BaseModel]"
    request: type[BaseModel]
    report: type[BaseModel]

    def read_request(self, text: str) -> BaseModel:
        """The request model from its JSON; raises InvalidInputError where it does not fit."""
        try:
            return self.request.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise InvalidInputError(
                f"This request for “{self.kind.title}” cannot be used: {place} {first['msg']}.",
                hint="Start the job again from its page.",
            ) from error


KINDS: dict[str, JobKind] = {
    kind.name: kind
    for kind in (
        JobKind("sample", "Open the sample", "core.jobs.workflows.open_sample"),
        JobKind("import", "Import", "core.jobs.workflows.import_files"),
        JobKind("crawl", "Collect from the web", "core.jobs.workflows.crawl"),
        JobKind("translate", "Translate", "core.jobs.workflows.translate"),
        JobKind("takedown", "Take a source down", "core.jobs.workflows.takedown"),
        JobKind("identify", "Identify languages", "core.jobs.workflows.identify"),
        JobKind("teach", "Teach a language", "core.jobs.workflows.teach", Lane.MODELS),
        JobKind("find_duplicates", "Find duplicates", "core.jobs.workflows.find_duplicates"),
        JobKind("clean", "Clean", "core.jobs.workflows.clean"),
        JobKind("tokens", "Count tokens", "core.jobs.workflows.count_tokens"),
        JobKind("freeze", "Freeze a data version", "core.jobs.workflows.freeze"),
        JobKind("export", "Export", "core.jobs.workflows.export", Lane.MODELS),
        JobKind("plan", "Preview a training", "core.jobs.workflows.plan", Lane.MODELS),
        JobKind("train", "Train", "core.jobs.workflows.train", Lane.MODELS),
        JobKind("evaluate", "Evaluate", "core.jobs.workflows.evaluate", Lane.MODELS),
    )
}


def register(kind: JobKind) -> None:
    """Add a kind that does not come with Isogloss; the worker must register it too."""
    KINDS[kind.name] = kind


def kind_of(name: str) -> JobKind:
    """The kind of that name; raises NotFoundError for an unknown one."""
    if name not in KINDS:
        raise NotFoundError(f"There is no kind of job called “{name}”.", hint=f"Known kinds: {', '.join(KINDS)}.")
    return KINDS[name]


def load(name: str) -> LoadedKind:
    """The kind of that name with its module imported."""
    return _load(kind_of(name))


@lru_cache(maxsize=100)
def _load(kind: JobKind) -> LoadedKind:
    run = importlib.import_module(kind.module).run
    hints = get_type_hints(run)
    models = {name: hints.get(name) for name in ("request", "return")}
    for name, model in models.items():
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            raise TypeError(f"{kind.module}.run: “{name}” must be annotated with a pydantic model, not {model!r}")
    return LoadedKind(kind, run, hints["request"], hints["return"])

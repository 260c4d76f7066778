"""What the values of a project's schemes, and the tasks learnt from them, are called on pages."""

from collections.abc import Callable

from core.records import Project
from core.tagging.schemes import of_project
from pages.shared.words import _, mark
from pages.shared.workspace import get_workspace

Naming = Callable[[str | None], str]
TASKS = {"formality": mark("Formality"), "domain": mark("Domain"), "rewriting": mark("Rewriting")}


def value_words(project: Project) -> Naming:
    """A function from a value's key to its label, over all schemes of the project; unknown keys stay as they are."""
    schemes = of_project(get_workspace(), project.id)
    labels = {value.key: _(value.label) for scheme in schemes for value in scheme.values}
    return lambda key: labels.get(key or "", key or "")


def task_words(task: str) -> str:
    """The name of what a model was asked."""
    return _(TASKS.get(task, task.capitalize()))

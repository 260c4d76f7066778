"""The suites: which items are asked of which systems. One file and one line in SUITES each."""

from collections.abc import Callable

from core.evaluation.asking import Asked
from core.evaluation.suites.held_out_classes import ask_classes
from core.evaluation.suites.held_out_rewriting import ask_rewriting

SUITES: dict[str, Callable[[Asked], int]] = {"classification": ask_classes, "rewriting": ask_rewriting}

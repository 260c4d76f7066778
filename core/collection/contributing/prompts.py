"""Prompts: what a contributor is asked to write so that a gap closes; situations and instructions are data.

A prompt is one sentence that sets a situation (by domain) and one that says how to put it (by formality); both stand
in the data file in full, so that each can be translated as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from core.balancing.targets import Deficit
from core.records import Scheme
from core.settings import ROOT

FILE = ROOT / "data" / "contributing" / "prompts.json"
ANY = ""  # key of what serves where no domain or formality is asked for


class Prompts(BaseModel):
    """The data file: sentences by formality and by domain, and one for a project's own domains."""

    model_config = ConfigDict(frozen=True)

    instructions: dict[str, tuple[str, ...]]
    situations: dict[str, tuple[str, ...]]
    subject: str

    def texts(self) -> list[str]:
        """Every sentence, for the catalogue of interface texts."""
        groups = [*self.instructions.values(), *self.situations.values()]
        return [self.subject, *(text for group in groups for text in group)]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is lacking in one language; None stands for 'any'. `missing` segments of it are wanted."""

    language: str
    formality: str | None
    domain: str | None
    missing: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """Two sentences (English; pages translate each). `subject` is put into a situation that has a place for it."""

    situation: str
    instruction: str
    subject: str = ""


@lru_cache(maxsize=1)
def prompts() -> Prompts:
    """The sentences."""
    return Prompts.model_validate_json(FILE.read_bytes())


def gaps(deficits: Sequence[Deficit], languages: Sequence[str]) -> list[Gap]:
    """The deficits that somebody who writes these languages can close, the largest first.

    One that holds for any language is asked for in each of them.
    """
    found = [
        Gap(language, item.formality, item.domain, item.missing)
        for item in deficits
        for language in ([item.language] if item.language else languages)
        if language in languages
    ]
    return sorted(found, key=lambda gap: -gap.missing)


def prompt(gap: Gap, turn: int, domain: Scheme | None = None) -> Prompt:
    """The prompt for a gap; each next `turn` gives another wording until all were used. `domain` names own values."""
    data = prompts()
    label = next((value.label for value in domain.values if value.key == gap.domain), "") if domain else ""
    if gap.domain and gap.domain not in data.situations:
        situations: tuple[str, ...] = (data.subject,)
    else:
        situations = data.situations[gap.domain or ANY]
    instructions = data.instructions.get(gap.formality or ANY, data.instructions[ANY])
    return Prompt(
        situation=situations[turn % len(situations)],
        instruction=instructions[turn % len(instructions)],
        subject=label or gap.domain or "",
    )

"""What a person chooses before segments are translated."""

from pydantic import BaseModel, ConfigDict, Field, field_validator

from core import languages
from core.records import Selection, Verdict
from core.translation.checking import CheckLimits

MOST_SEGMENTS = 100_000


class TranslationChoice(BaseModel):
    """Which segments into which language, by which engine. `via` makes it a pivot; where source and target are one
    language, it gives back-translations: other wordings in the same language."""

    model_config = ConfigDict(frozen=True)

    engine: str = Field(description="Name of the engine, as the list of engines gives it.")
    source: str = Field(description="Language of the segments to translate, as a tag.")
    target: str = Field(description="Language of the translations, as a tag.")
    via: str = Field(default="", description="Language to go through.")
    second_engine: str = Field(default="", description="Engine of the second step; by default the same.")
    formality: tuple[str, ...] = Field(default=(), description="Only segments with one of these values.")
    domains: tuple[str, ...] = Field(default=(), description="Only segments of these domains.")
    sources: tuple[str, ...] = Field(default=(), description="Only segments of these sources, by id.")
    count: int = Field(default=400, ge=1, le=MOST_SEGMENTS, description="How many segments at most.")
    again: bool = Field(default=False, description="Whether segments are meant that have a translation already.")
    carry_labels: bool = Field(
        default=True, description="Whether translations take over their original's tags until somebody tags them."
    )
    limits: CheckLimits = Field(default=CheckLimits(), description="Where the checks begin to fail.")

    @field_validator("source", "target")
    @classmethod
    def _standard(cls, tag: str) -> str:
        return languages.standard_tag(tag)

    @field_validator("via")
    @classmethod
    def _standard_or_none(cls, tag: str) -> str:
        return languages.standard_tag(tag) if tag.strip() else ""

    @property
    def selection(self) -> Selection:
        """The segments that are meant: kept ones of the source language."""
        return Selection(
            languages=(self.source,),
            verdicts=(Verdict.KEEP,),
            formality=self.formality,
            domains=self.domains,
            sources=self.sources,
        )

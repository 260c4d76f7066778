"""The record of a plan: what pages, cards and jobs read without loading a model."""

from pydantic import BaseModel, ConfigDict, Field


class SampleText(BaseModel):
    """An example of the first batch as the model sees it, and what it is to learn from it."""

    model_config = ConfigDict(frozen=True)

    text: str
    learnt: str
    learnt_share: float


class Plan(BaseModel):
    """A preview of a training."""

    model_config = ConfigDict(frozen=True)

    goal: str
    model: str
    rows: dict[str, int] = Field(description="Examples per language.")
    epochs: dict[str, float] = Field(description="Passes per language.")
    left_out: dict[str, int] = Field(description="Rows that make no example, by reason.")
    steps: int
    tokens: int = Field(description="Tokens of all steps, without padding.")
    padding_share: float
    seconds_per_step: float
    seconds: float = Field(description="Estimated seconds of the steps alone.")
    threads: int
    memory_bytes: int = Field(description="Memory of the process at its largest so far, all weights loaded.")
    disk_bytes: int = Field(description="Bytes of checkpoints and adapter.")
    trainable: int
    parameters: int
    sample: tuple[SampleText, ...]
    warnings: tuple[str, ...]

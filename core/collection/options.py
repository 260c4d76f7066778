"""How a file is to be read. What is left None is found out from the file; pages let people change it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class ReadOptions(BaseModel):
    """Reading options; which of them matter depends on the format."""

    model_config = ConfigDict(frozen=True)

    format: str | None = None  # a name in FORMATS
    encoding: str | None = None  # a Python codec name
    delimiter: str | None = None  # between the columns of CSV and TSV
    header: bool | None = None  # whether the first row names the columns
    quoting: bool | None = None  # whether " encloses cells
    unit: Literal["line", "paragraph"] | None = None  # what one segment of a text file is
    beside: tuple[str, ...] = ()  # the other sides of a Moses pair, as paths
    sentences: bool = False  # whether texts are cut into sentences (see `sentences`)

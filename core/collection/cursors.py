"""A place in a file to go on from."""

from pydantic import BaseModel, ConfigDict


class Cursor(BaseModel):
    """Where the next batch begins: a byte offset (for Parquet, rows) and a line number from 1.

    Formats whose records are not lines also keep how many rows there were before, and in `state` what was said further
    up and still holds (the document, the languages).
    """

    model_config = ConfigDict(frozen=True)

    offset: int = 0
    line: int = 1
    rows: int = 0
    state: str = ""

"""A place in a file to go on from."""

from pydantic import BaseModel, ConfigDict


class Cursor(BaseModel):
    """Where the next batch begins: a byte offset (for Parquet, rows) and a line number from 1."""

    model_config = ConfigDict(frozen=True)

    offset: int = 0
    line: int = 1

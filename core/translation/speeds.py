"""How fast engines were on this machine: measured while they worked, kept in one small file of the workspace."""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE = "translation_speeds.json"
LEAST_SECONDS = 0.2  # a shorter measurement says nothing


@dataclass(frozen=True, slots=True)
class Speed:
    """Segments a second in a direction, all checks included, over `segments` of them on a day (ISO 8601)."""

    per_second: float
    segments: int
    day: str


def speeds(folder: Path | None) -> dict[str, Speed]:
    """The speeds by route key; empty where nothing was measured or the file cannot be read."""
    if folder is None:
        return {}
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {str(key): Speed(**value) for key, value in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def record(folder: Path | None, key: str, segments: int, seconds: float) -> None:
    """Keep a measurement; what is too short to mean something is left aside."""
    if folder is None or segments < 1 or seconds < LEAST_SECONDS:
        return
    known = {name: asdict(speed) for name, speed in speeds(folder).items()}
    today = datetime.now(UTC).date().isoformat()
    known[key] = asdict(Speed(round(segments / seconds, 2), segments, today))
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".speeds-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(known, file, indent=1)
    Path(temporary).replace(folder / FILE)

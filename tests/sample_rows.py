"""Rows of the sample project's parallel texts, split by situation within each domain."""

import csv
from pathlib import Path

from core.training.data import TrainingRow

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"


def sample_rows(languages: tuple[str, ...], per_domain: int = 15) -> list[TrainingRow]:
    """Both wordings of the first `per_domain` situations of each domain; a fifth of them test, a tenth dev."""
    rows, seen = [], {}
    texts = {tag: {row["situation"]: row for row in read(SAMPLES / "parallel" / f"{tag}.tsv")} for tag in languages}
    for situation in read(SAMPLES / "situations.tsv"):
        place = seen[situation["domain"]] = seen.get(situation["domain"], 0) + 1
        if place > per_domain:
            continue
        split = "test" if place <= per_domain / 5 else "dev" if place <= per_domain * 3 / 10 else "train"
        rows += [
            TrainingRow(
                id=f"{situation['id']}-{tag}-{formality}",
                text=texts[tag][situation["id"]][formality],
                language=tag,
                formality=formality,
                domain=situation["domain"],
                split=split,
                group=situation["id"],
            )
            for tag in languages
            for formality in ("colloquial", "formal")
        ]
    return rows


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))

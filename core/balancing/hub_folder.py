"""A folder as `datasets.load_dataset` and the Hugging Face hub read it: Parquet by split, and a card.

The card says what the data are, where they come from, under which licences, how they were filtered and tagged, and what
is not known. Its head is YAML as the hub defines it (`language` holds ISO codes, `language_bcp47` the exact tags).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from core import languages as tags
from core.balancing.exporting import SPLIT_NAMES
from core.balancing.frozen import manifest_of
from core.balancing.manifest import Manifest
from core.cleaning import giving
from core.own_labels import NORMALISED
from core.records import DataVersion, Project

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetWriter

TYPES = {"float": "float32", "double": "float64", "large_string": "string"}  # Arrow's names as the hub calls them
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
HUB_LICENCES = ("cc0-1.0", "cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "apache-2.0", "mit")


@dataclass(slots=True)
class Passed:
    """What was counted while the rows passed: segments by (language, split), and by licence."""

    values: dict[str, dict[str, None]]  # of each column of labels, in order
    languages: Counter[tuple[str, str]] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)

    def count(self, table: pa.Table, split: str) -> None:
        """Count a table that goes into `split`."""
        for language in pc.fill_null(table["language"], "").to_pylist():
            self.languages[language, split] += 1
        for name, values in self.values.items():
            if name in table.column_names:
                values.update(dict.fromkeys(pc.unique(table[name]).drop_null().to_pylist()))
        if "licence" in table.column_names:
            self.licences.update(pc.fill_null(table["licence"], "").to_pylist())


def write_folder(
    folder: Path,
    project: Project,
    version: DataVersion | None,
    schema: pa.Schema,
    tables: Iterable[pa.Table],
    *,
    classes: Mapping[str, Sequence[str]],
) -> None:
    """Write `data/<split>.parquet` and `README.md`; without a data version everything is the split `train`.

    `classes` names the columns of labels with their values: the card makes them class labels, while the files hold
    the values themselves. Values of older versions of a scheme are added behind.
    """
    passed = Passed(values={name: dict.fromkeys(values) for name, values in classes.items()})
    splits = _write_data(folder / "data", schema, tables, passed)
    manifest = manifest_of(version) if version else None
    text = f"---\n{_head(project, splits, passed, schema)}---\n\n{_body(project, manifest, passed)}"
    (folder / "README.md").write_text(text, encoding="utf-8")


def _write_data(folder: Path, schema: pa.Schema, tables: Iterable[pa.Table], passed: Passed) -> list[str]:
    import pyarrow.parquet as pq

    folder.mkdir()
    writers: dict[str, ParquetWriter] = {}
    try:
        for table in tables:
            for split, part in _by_split(table):
                if split not in writers:
                    writers[split] = pq.ParquetWriter(folder / f"{split}.parquet", schema, compression="zstd")
                writers[split].write_table(part.cast(schema))
                passed.count(part, split)
    finally:
        for writer in writers.values():
            writer.close()
    return [split for split in SPLIT_NAMES.values() if split in writers]


def _by_split(table: pa.Table) -> Iterable[tuple[str, pa.Table]]:
    if "split" not in table.column_names:
        yield "train", table
        return
    for own, name in SPLIT_NAMES.items():
        part = table.filter(pc.equal(table["split"], own))
        if len(part):
            yield name, part


def _features(schema: pa.Schema, passed: Passed) -> list[dict[str, object]]:
    """The columns as the hub's cards declare them (`dataset_info`); labels as class labels."""
    found: list[dict[str, object]] = []
    for column in schema:
        names = passed.values.get(column.name)
        kind = TYPES.get(str(column.type), str(column.type))
        numbered = {str(place): name for place, name in enumerate(names or ())}
        found.append({"name": column.name, "dtype": {"class_label": {"names": numbered}} if names else kind})
    return found


def _head(project: Project, splits: list[str], passed: Passed, schema: pa.Schema) -> str:
    total = sum(passed.languages.values())
    languages = sorted({language for language, _ in passed.languages if language})
    licences = [licence for licence in passed.licences if licence]
    known = len(licences) == 1 and not passed.licences[""] and licences[0].lower() in HUB_LICENCES
    head: dict[str, object] = {
        "pretty_name": project.name,
        "language": sorted({language.split("-")[0] for language in languages}),
        "language_bcp47": languages,
        "license": licences[0].lower() if known else "other",
        "size_categories": [next((name for limit, name in SIZES if total < limit), "n>1M")],
        "annotations_creators": ["expert-generated"],
    }
    if splits:
        files = [{"split": split, "path": f"data/{split}.parquet"} for split in splits]
        head["configs"] = [{"config_name": "default", "data_files": files}]
        head["dataset_info"] = {"features": _features(schema, passed)}
    return yaml.safe_dump(head, sort_keys=False, allow_unicode=True)


def _body(project: Project, manifest: Manifest | None, passed: Passed) -> str:
    parts = [f"# {project.name}", project.description.strip(), _languages(passed), _origin(passed)]
    parts.append(_frozen(manifest) if manifest else "## State\n\nExported from a project at work; nothing is frozen.")
    parts.append(
        "## Columns\n\n`language`, `formality`, `domain`: what people said last, else what was detected; empty where "
        "nobody has tagged yet. `verdict` and `reason`: what the language filter says of a segment. `licence`: the "
        "segment's own, else its source's; empty where nobody said."
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _languages(passed: Passed) -> str:
    splits = [split for split in SPLIT_NAMES.values() if any(other == split for _, other in passed.languages)]
    lines = [f"| Language | Tag | {' | '.join(splits)} |", f"| --- | --- |{' ---: |' * len(splits)}"]
    for language in sorted({language for language, _ in passed.languages}):
        counts = " | ".join(str(passed.languages[language, split]) for split in splits)
        lines.append(f"| {tags.name(language) if language else 'not known'} | {language or '–'} | {counts} |")
    return "## Languages\n\n" + "\n".join(lines) if splits else "## Languages\n\nNo segments."


def _origin(passed: Passed) -> str:
    if not passed.licences:
        return ""
    lines = [f"- {licence or 'not stated'}: {count} segments" for licence, count in passed.licences.most_common()]
    return "## Licences\n\n" + "\n".join(lines)


def _frozen(manifest: Manifest) -> str:
    contents, choice = manifest.contents, manifest.choice
    thresholds = _listed(manifest.thresholds)
    return (
        f"## Data version\n\n“{manifest.name}”, frozen {manifest.created_at:%Y-%m-%d}. SHA-256 of its contents: "
        f"`{manifest.content_hash}`. Corpus version {manifest.pin.corpus_version}, events up to "
        f"{manifest.pin.event_seq}.\n\n"
        f"- Language filter: threshold {manifest.default_threshold:g}{thresholds}; expected languages: "
        f"{', '.join(manifest.expected_languages) or 'any'}.\n"
        f"{_text_form(manifest)}"
        f"{_erased(manifest)}"
        f"- {contents.groups} groups of segments that belong together (documents or situations, exact duplicates, "
        f"translations); each lies in one split. Seed {choice.seed}.\n"
        f"- Mixture for training: {choice.mixture.method}; effective number of languages "
        f"{contents.mixture.effective_before:.2f} as they are, {contents.mixture.effective_after:.2f} as drawn."
    )


def _text_form(manifest: Manifest) -> str:
    done = {
        NORMALISED: "normalised (encoding, controls, spaces; Unicode NFC)",
        giving.REDACTED: "free of personal data that patterns find: placeholders such as <EMAIL> stand in its place",
    }
    listed = " and ".join(done[word] for word in manifest.text_form.split())
    singly = f"- {manifest.singly} texts are given in another form, as decided one by one.\n" if manifest.singly else ""
    return (f"- Texts are {listed}.\n" if listed else "") + singly


def _erased(manifest: Manifest) -> str:
    if not manifest.erased:
        return ""
    return (
        f"- {manifest.erased} of its segments were erased since, because a source was taken down or a contributor "
        "withdrew; the hash above is that of what is left.\n"
    )


def _listed(thresholds: Mapping[str, float]) -> str:
    return "".join(f", {language} {value:g}" for language, value in sorted(thresholds.items()))

"""The app's consensus as a model of the public harness `commonlid`: `python -m benchmarks.commonlid_harness`.

The harness is no dependency, and must not be installed beside the app as it stands: it brings fasttext-predict, which
replaces the module `fasttext`. In an environment of its own: the app's packages, then `pip install --no-deps commonlid
iso639-lang==2.5.1 pyfranc`.

`--dataset commonlid` (or another of its datasets) asks the hub for the gated data; `--lines FILE` reads JSON lines with
`text` and `tag` (ISO 639-3) instead, as the harness reads its own. Summaries go where `--out` says, in its own form.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from commonlid import Evaluator, LIDModel, get_dataset, get_model, register_model
from commonlid.datasets.commonlid import CommonLIDDataset
from datasets import Dataset

from core.identification.commonlid import answers, default_identifier, sayable
from core.identification.identifying import Identifier

MODEL = "isogloss"


@register_model
class Isogloss(LIDModel):
    """The default detectors and their vote."""

    model_id = MODEL
    requires_preprocessing = False  # the app makes its own detection copy, and mixing reads the text as it stands
    default_batch_size = 1024

    def load(self) -> None:
        if not self._loaded:
            self._identifier: Identifier = default_identifier()
        super().load()

    def _predict_batch(self, texts: Sequence[str]) -> list[str | None]:
        return answers(texts, self._identifier)

    def discover_supported_languages(self) -> frozenset[str]:
        codes = map(self._conform, sayable(self._identifier))
        return frozenset(code for code in codes if code is not None)


class Lines(CommonLIDDataset):
    """Lines of a file in place of the gated ones."""

    dataset_id = "lines"
    source_hf_revision = None

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def _fetch(self) -> Dataset:
        rows = [json.loads(line) for line in self._path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return Dataset.from_list([{"text": row["text"], "tag": row["tag"]} for row in rows])


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the models named on the data named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dataset", default="commonlid")
    parser.add_argument("--lines", type=Path)
    parser.add_argument("--model", action="append", help="models of the harness beside the app's, such as cld2")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    models = [get_model(name) for name in dict.fromkeys([MODEL, *(given.model or [])])]
    dataset = Lines(given.lines) if given.lines else get_dataset(given.dataset)
    for result in Evaluator(models, [dataset], given.out, batch_size=1024, use_cache=False).run():
        found = result.summary()
        macro, micro = found["macro"], found["micro"]
        print(
            f"{result.model_id:10} {result.n_samples} lines, {macro['n_languages_gold']} languages: "
            f"macro-F1 {macro['f1_gold_only']:.4f}, micro-F1 {micro['f1_gold_only']:.4f}, "
            f"{result.samples_per_second:.0f}/s"
        )


if __name__ == "__main__":
    main()

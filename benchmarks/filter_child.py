"""Run a peer's language filter in the peer's own environment: `filter_child.py datatrove|data_juicer`.

Reads `texts.jsonl` and `lid.176.bin` (by whatever model is called so) in its folder and prints one JSON line. Imports
nothing of this repository.
"""

import json
import os
import sys
import time
from importlib.metadata import version
from pathlib import Path

WARM_UP = 1_000
LANGUAGES = ["en", "de", "fr", "es", "pt", "ru", "ar", "hi", "zh", "ja", "sw", "yo", "th", "am"]


def datatrove():
    """datatrove's LanguageFilter over documents, as a pipeline runs it; `label_only` keeps all, as ours does."""
    from datatrove.data import Document
    from datatrove.pipeline.filters.language_filter import LanguageFilter
    from fasttext.FastText import _FastText

    step = LanguageFilter(languages=LANGUAGES, label_only=True)
    step.model._model = _FastText("lid.176.bin")

    def work(part):
        return sum(1 for _ in step.run(Document(text=text, id=str(place)) for place, text in enumerate(part)))

    return work, version("datatrove")


def data_juicer():
    """Data-Juicer's operator over a data set in this process: statistics first, then the filter on them."""
    from data_juicer.core.data import NestedDataset
    from data_juicer.ops.filter.language_id_score_filter import LanguageIDScoreFilter
    from datasets import disable_caching, disable_progress_bars

    disable_caching()
    disable_progress_bars()
    step = LanguageIDScoreFilter(lang=LANGUAGES, min_score=0.8, num_proc=1, auto_op_parallelism=False)

    def work(part):
        return len(step.run(NestedDataset.from_list([{"text": text} for text in part])))

    return work, version("py-data-juicer")


def main(name):
    texts = [json.loads(line) for line in Path("texts.jsonl").read_text(encoding="utf-8").splitlines()]
    work, number = {"datatrove": datatrove, "data_juicer": data_juicer}[name]()
    work(texts[:WARM_UP])
    begin, wall = _processor_seconds(), time.perf_counter()
    kept = work(texts)
    seconds, waited = _processor_seconds() - begin, time.perf_counter() - wall
    report = {
        "version": number,
        "texts": len(texts),
        "kept": kept,
        "texts_per_second_and_core": len(texts) / seconds,
        "wall_seconds": waited,
    }
    print(json.dumps(report), flush=True)


def _processor_seconds():
    """Of this process and those that it started and that have ended."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    main(sys.argv[1])

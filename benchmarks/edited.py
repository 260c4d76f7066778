"""Documents of several languages and slightly edited copies of them, to find again.

Documents are runs of SIB-200's sentences (FLORES: news, guides, encyclopaedia), each sentence used once, of about 400
to 1 000 characters. A copy has a share of its tokens replaced, left out or doubled at random: words where the
language spaces them, single graphemes where it does not, or graphemes everywhere, which changes far more 5-grams.
"""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import regex

LANGUAGES = {
    "en": "eng_Latn",
    "fi": "fin_Latn",
    "th": "tha_Thai",
    "hi": "hin_Deva",
    "ar": "arb_Arab",
    "zh": "zho_Hans",
    "ja": "jpn_Jpan",
    "am": "amh_Ethi",
}
UNSPACED = frozenset({"th", "zh", "ja"})
SHORTEST, LONGEST = 400, 1_000


def documents(test_data: Path, language: str, seed: int = 1) -> list[str]:
    """Unrelated documents of a language: no sentence stands in two of them."""
    rng = random.Random(f"{seed}{language}")
    sentences = _sentences(test_data / "sib-200" / LANGUAGES[language])
    rng.shuffle(sentences)
    return list(_runs(sentences, "" if language in ("zh", "ja") else " ", rng))


def edit(text: str, share: float, rng: random.Random, *, unspaced: bool) -> str:
    """A copy with `share` of its tokens (words, or graphemes) replaced by others of the text, left out or doubled."""
    tokens = regex.findall(r"\X" if unspaced else r"\S+\s*", text)
    edited = list(tokens)
    for place in rng.sample(range(len(tokens)), max(1, round(share * len(tokens)))):
        kind = rng.randrange(3)
        edited[place] = (rng.choice(tokens), "", tokens[place] * 2)[kind]
    return "".join(edited)


def _sentences(folder: Path) -> list[str]:
    found: dict[str, None] = {}
    for part in ("train", "dev", "test"):
        with (folder / f"{part}.tsv").open(encoding="utf-8", newline="") as lines:
            found |= dict.fromkeys(row["text"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return list(found)


def _runs(sentences: list[str], joint: str, rng: random.Random) -> Iterator[str]:
    run = ""
    wanted = rng.randint(SHORTEST, LONGEST - 150)
    for sentence in sentences:
        run = f"{run}{joint}{sentence}" if run else sentence
        if len(run) >= wanted:
            yield run
            run, wanted = "", rng.randint(SHORTEST, LONGEST - 150)

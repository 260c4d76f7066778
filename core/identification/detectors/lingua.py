"""lingua: 75 languages, an optional detector that tells few declared languages apart as hardly another does.

It is made for the languages a project declares and answers with one of them, whatever the text is: a text in any other
language gets a declared one too, so it is never asked alone about what a text is. A language costs some 17 MB of memory
and time on every text; it is asked only where MOST languages or fewer are declared, of which it knows two at least, and
only about texts that the other detectors leave in doubt.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.errors import InvalidInputError
from core.identification import labels as label_table
from core.identification.votes import DEPTH, Votes, blank, rounded

if TYPE_CHECKING:
    from lingua import Language

SHARE = 3.4  # of the vote, where no weights were fitted for the pool (see consensus)
MOST = 15  # declared languages
FEWEST = 2  # of them that it knows: of one it would say that every text is in it
LEAST = 0.001  # less is no evidence


class Lingua:
    """The package lingua-language-detector behind the detector interface, for those of `languages` that it knows.

    Raises InvalidInputError where these are fewer than FEWEST.
    """

    name = "lingua"
    share = SHARE

    def __init__(self, languages: Sequence[str]) -> None:
        from lingua import LanguageDetectorBuilder

        chosen = known(languages)
        if len(chosen) < FEWEST:
            raise InvalidInputError(
                f"lingua knows {len(chosen)} of the declared languages; it needs {FEWEST} to tell apart.",
                hint="Declare more languages, or choose other detectors.",
            )
        self._detector = LanguageDetectorBuilder.from_languages(*chosen.values()).build()
        self.raw_labels: tuple[str, ...] = tuple(chosen)
        self.tags: tuple[str | None, ...] = tuple(label_table.meaning(self.name, raw) for raw in self.raw_labels)
        self._numbers = {language: number for number, language in enumerate(chosen.values())}

    def detect(self, texts: Sequence[str]) -> Votes:
        """Votes on detection copies; texts in which it sees nothing get none."""
        votes = blank(self.name, self.raw_labels, self.tags, len(texts))
        for row, text in enumerate(texts):
            for column, (number, score) in enumerate(self._ask(text)):
                votes.labels[row, column] = number
                votes.scores[row, column] = score
        votes.scores[:] = rounded(votes.scores)
        return votes

    def _ask(self, text: str) -> list[tuple[int, float]]:
        values = self._detector.compute_language_confidence_values(text)
        found = [(self._numbers[one.language], one.value) for one in values if one.value >= LEAST]
        return sorted(found, key=lambda vote: (-vote[1], vote[0]))[:DEPTH]


def serves(expected: Sequence[str]) -> bool:
    """Whether a project that declares these languages can ask it."""
    return len(expected) <= MOST and len(known(expected)) >= FEWEST


def known(languages: Sequence[str]) -> "dict[str, Language]":
    """lingua's languages that one of these tags may mean (`no`: `nb`, `zsm`: `ms`), by its own codes, sorted."""
    return {raw: one for raw, one in _every().items() if any(_same(raw, tag) for tag in languages)}


def all_tags() -> tuple[str, ...]:
    """Every language it can be made for."""
    return tuple(sorted(tag for raw in _every() if (tag := label_table.meaning(Lingua.name, raw))))


def _every() -> "dict[str, Language]":
    from lingua import Language

    return dict(sorted((str(one.iso_code_639_1.name).lower(), one) for one in Language.all()))


def _same(raw: str, tag: str) -> bool:
    said = label_table.meaning(Lingua.name, raw)
    return said is not None and (label_table.says(said, tag) or label_table.says(tag, said))

"""The words for verdicts and reasons; the same everywhere."""

from core.identification.summary import NO_LANGUAGE
from core.languages import is_tag
from pages.shared.pickers import language_label
from pages.shared.words import _, mark

VERDICTS = {
    "kept": mark("kept"),
    "review": mark("to review"),
    "dropped": mark("left out"),
    "unknown": mark("unsure"),
    "unsupported": mark("no detector knows it"),
    "waiting": mark("not identified yet"),
}
REASONS = {
    "identified": mark("identified with confidence"),
    "taken_back": mark("taken back by hand"),
    "language_corrected": mark("language corrected by hand"),
    "near_threshold": mark("just below the threshold"),
    "declared_differs": mark("another language than its source says"),
    "below_threshold": mark("below the threshold"),
    "not_expected": mark("a language this project does not expect"),
    "no_text": mark("no text in any language"),
    "left_out_by_hand": mark("left out by hand"),
    "cut_into_sentences": mark("a whole text whose sentences are segments of their own"),
    "translation_language": mark("a translation that came out in another language"),
    "translation_length": mark("a translation much shorter or longer than its original"),
    "translation_copied": mark("a translation that copies its original"),
    "translation_unknown_words": mark("a translation with too many words left untranslated"),
    "translation_round_trip": mark("a translation that does not lead back to its original"),
    "unsure": mark("the detectors are unsure"),
    "unsupported": mark("a language that no detector knows"),
    "not_identified": mark("not identified yet"),
}


def reason_words(reason: str) -> str:
    """A reason in words."""
    return _(REASONS.get(reason, reason))


def language_words(tag: str | None) -> str:
    """A language for a table or an axis."""
    if not tag or tag == NO_LANGUAGE:
        return _("no language named")
    return language_label(tag) if is_tag(tag) else tag

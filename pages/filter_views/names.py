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
    "checked_wrong": mark("somebody said it is not this language"),
    "close_language": mark("it may be a language close to this one"),
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
    "untranslated_copy": mark("equal to its original, though declared as a translation"),
    "duplicate": mark("the same text as another segment that is kept"),
    "near_duplicate": mark("nearly the same text as another segment that is kept"),
    "mojibake": mark("letters garbled by a wrong encoding"),
    "markup": mark("remains of a page: tags, code, navigation"),
    "repetitive": mark("goes on repeating itself"),
    "too_short": mark("too short"),
    "too_long": mark("too long"),
    "few_letters": mark("too few letters"),
    "many_digits": mark("too many digits"),
    "many_symbols": mark("too many symbols or emoji"),
    "mixed_scripts": mark("too much of another script"),
    "list_like": mark("a list rather than text"),
    "personal_data": mark("holds personal data"),
    "unsure": mark("the detectors are unsure"),
    "unsupported": mark("a language that no detector knows"),
    "not_identified": mark("not identified yet"),
}


LIMITS = {  # what a limit of cleaning is a limit of, with its unit
    "untranslated_copy": mark("Equal to its original from this length on (characters)"),
    "mojibake": mark("Most garbled letters (share)"),
    "markup": mark("Most remains of a page (share)"),
    "repetitive": mark("Most repetition after the third time (share)"),
    "near_duplicate": mark("Likeness from which on two texts are nearly the same"),
    "too_short": mark("Fewest characters"),
    "too_long": mark("Most characters"),
    "few_letters": mark("Fewest letters (share)"),
    "many_digits": mark("Most digits (share)"),
    "many_symbols": mark("Most symbols and emoji (share)"),
    "mixed_scripts": mark("Least share of the main script"),
    "list_like": mark("Most text in items of a list (share)"),
}
ACTIONS = {"off": mark("Do nothing"), "review": mark("Send to review"), "drop": mark("Leave out")}
PERSONAL = {
    "email": mark("e-mail address"),
    "phone": mark("telephone number"),
    "ip": mark("IP address"),
    "iban": mark("bank account"),
    "card": mark("payment card"),
    "id": mark("identity number"),
    "url": mark("address with a password"),
}
VERDICT_FIELDS = {"keep": "kept", "review": "review", "drop": "dropped"}


def limit_words(reason: str) -> str:
    """What a limit is a limit of."""
    return _(LIMITS[reason])


def action_words(action: str) -> str:
    """What becomes of a segment beyond a limit."""
    return _(ACTIONS[action])


def personal_words(kind: str) -> str:
    """A kind of personal data."""
    return _(PERSONAL[kind])


def verdict_words(verdict: str | None) -> str:
    """A verdict in words."""
    return _(VERDICTS[VERDICT_FIELDS.get(verdict or "waiting", verdict or "waiting")])


def reason_words(reason: str) -> str:
    """A reason in words."""
    return _(REASONS.get(reason, reason))


def language_words(tag: str | None) -> str:
    """A language for a table or an axis."""
    if not tag or tag == NO_LANGUAGE:
        return _("no language named")
    return language_label(tag) if is_tag(tag) else tag

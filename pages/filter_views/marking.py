"""Segments with something marked in them: personal data, and what normalisation would change."""

from collections.abc import Iterable
from html import escape

from core.cleaning.differing import Change, differences, is_unseen, unseen_name
from core.cleaning.personal.spans import from_json
from core.languages import direction_of
from pages.filter_views.names import personal_words
from pages.shared.words import _

UNSEEN_STYLE = "border:1px solid currentColor;border-radius:3px;font-size:.7rem;padding:0 .2em"
UNSEEN = f'<span style="{UNSEEN_STYLE}" title="{{title}}">{{short}}</span>'
NEW = "background:color-mix(in srgb,#009E73 28%,transparent);text-decoration:none;border-bottom:2px solid #009E73"
GONE = "background:color-mix(in srgb,#D55E00 25%,transparent);text-decoration:line-through"
PERSONAL = "background:color-mix(in srgb,#E69F00 35%,transparent);border-bottom:2px dashed currentColor"


def block(inner: str, text: str, tag: str | None) -> str:
    """Marked HTML as a segment is shown: in its direction and language."""
    language = f' lang="{escape(tag)}"' if tag else ""
    return f'<div class="iso-text small" dir="{direction_of(text, tag)}"{language}>{inner}</div>'


def personal_html(text: str, personal_data: str | None) -> str:
    """The text with its personal data marked, each with its kind in words."""
    parts, place = [], 0
    for span in from_json(personal_data):
        words = escape(personal_words(span.kind))
        marked = f'<mark style="color:inherit;{PERSONAL}" title="{words}">{escape(text[span.start : span.end])}</mark>'
        parts += [escape(text[place : span.start]), marked, f'<span class="iso-meta"> ({words})</span>']
        place = span.end
    return "".join([*parts, escape(text[place:])])


def difference_html(before: str, after: str) -> str:
    """What goes struck through, what comes underlined; what cannot be seen by its name."""
    return "".join(_part(part.change, part.text) for part in differences(before, after))


def _part(change: Change, text: str) -> str:
    if change is Change.SAME:
        return escape(text)
    element, style, words = ("del", GONE, _("goes")) if change is Change.GONE else ("ins", NEW, _("comes"))
    return f'<{element} style="{style}" title="{escape(words)}">{"".join(_seen(text))}</{element}>'


def _seen(text: str) -> Iterable[str]:
    for character in text:
        if is_unseen(character) or character == " ":
            name = _("space") if character == " " else unseen_name(character).lower()
            short = "␣" if character == " " else "⏎" if character == "\n" else name
            yield UNSEEN.format(title=escape(name), short=escape(short))
        else:
            yield escape(character)

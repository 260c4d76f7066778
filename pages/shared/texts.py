"""Segments as text to be read: escaped, in their own direction, with their language set and a face for their script."""

from collections.abc import Sequence
from html import escape

import regex
import streamlit as st

from core.languages import direction


def text_html(text: str, tag: str | None, *, small: bool = False) -> str:
    """`text` as HTML: escaped, `dir` from the language (else auto), `lang` set for fonts and screen readers."""
    side = direction(tag) if tag else "auto"
    language = f' lang="{escape(tag)}"' if tag else ""
    return f'<div class="iso-text{" small" if small else ""}" dir="{side}"{language}>{escape(text)}</div>'


def show_text(text: str, tag: str | None, meta: str = "", *, small: bool = False) -> None:
    """Draw one segment with a line of small print under it."""
    note = f'<div class="iso-meta">{escape(meta)}</div>' if meta else ""
    st.html(text_html(text, tag, small=small) + note)


JOINING = regex.compile(r"[\p{Arab}\p{Syrc}\p{Nkoo}\p{Adlm}\p{Mong}\p{Mand}\p{Rohg}--\p{P}]", regex.V1)
JOINER = "\u200d"  # keeps the shape of letters that join where a word is shown in two pieces


def line_html(
    before: str, hit: str, after: str, text: str, tag: str | None, *, side: str, cut: tuple[bool, bool]
) -> str:
    """A line of a concordance: the hit begins in the middle, whichever way the text runs; a click shows all of `text`.

    `side` is rtl, ltr or auto; `cut` says whether the text goes on before and after.
    """
    joins = bool(before and JOINING.match(before[-1]) and JOINING.match(hit[:1]))
    left = ("… " if cut[0] else "") + before + (JOINER if joins else "")
    right = escape(after) + (" …" if cut[1] else "")
    language = f' lang="{escape(tag)}"' if tag else ""
    marked = f"<mark>{JOINER if joins else ''}{escape(hit)}</mark>"
    return (
        f'<details class="iso-line"><summary class="iso-text small" dir="{side}"{language}>'
        f'<span class="before"><span>{escape(left)}</span></span><span class="after">{marked}{right}</span></summary>'
        f"{text_html(text, tag, small=True)}</details>"
    )


def counted_html(rows: Sequence[tuple[str, str | None, str]], head: tuple[str, str]) -> str:
    """A table of pieces of text, each with the language it is in and a figure."""
    lines = ""
    for text, tag, figure in rows:
        language = f' lang="{escape(tag)}"' if tag else ""
        lines += f'<tr><td dir="auto"{language}>{escape(text)}</td><td>{escape(figure)}</td></tr>'
    titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in head)
    return f'<table class="iso-counted"><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>'

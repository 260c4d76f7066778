"""Remains of pages and files in a text: tags, entities, wiki and style code, lines of navigation; and what is a list.

Placeholders of interface texts (`{0}`, `%s`) and a link by itself are text. No word of any language is looked for.
"""

from __future__ import annotations

import regex

LEAST_PIECES = 4
SHORT_PIECE = 25  # characters of a menu's entry
SHORT_UNSPACED = 5  # characters of an item in Chinese or Japanese
FEW_WORDS = 2  # in an item between commas

_MARKUP = regex.compile(
    r"</?[a-zA-Z][\w:-]*(?:\s[^<>]{0,300})?/?>"  # HTML, XML
    r"|<!--.{0,500}?-->|<!\[CDATA\[|\]\]>"
    r"|&(?:[a-zA-Z]{2,10}|\#\d{2,6}|\#x[0-9a-fA-F]{2,6});"
    r"|\[\[[^\[\]]{0,200}\]\]|\{\{[^{}]{0,200}\}\}"  # wiki
    r"|\[/?(?:b|i|u|s|url|img|quote|code|size|color|list)(?:=[^\]]{0,100})?\]"  # forums
    r"|[\w.#-]{0,40}\s?\{\s?(?:[\w-]{1,30}\s?:\s?[^;{}]{1,80};\s?)+\}?"  # styles
    r"|(?:function\s?\w{0,30}\([^()]{0,80}\)\s?\{|document\.\w+|window\.\w+|var \w+\s?=)",  # scripts
    regex.IGNORECASE | regex.DOTALL,
)
_MENU = regex.compile(r"\s[|»›→·•>]\s|\s?\|\s?|^[»›•|]\s?|\s[»›|]$")
_BREAKS = regex.compile(r"\n+|\t+|\s[|•·▪◦‣]\s|^[•·▪◦‣]\s?")
_COMMAS = regex.compile(r"\s?[,;،؛、፣；᠂]\s?")
_BULLET = regex.compile(r"^\s*(?:[-*•·▪◦‣–—]|\(?\p{N}{1,3}[.)]|\(?\p{L}[.)])\s")


def markup_share(text: str) -> float:
    """The share (0..1) of characters within remains of markup; 1 for a line of navigation."""
    if _is_menu(text):
        return 1.0
    inside = sum(found.end() - found.start() for found in _MARKUP.finditer(text))
    return inside / len(text) if text else 0.0


def _is_menu(text: str) -> bool:
    if "\n" in text.strip():
        return False
    pieces = [piece for piece in _MENU.split(text.strip()) if piece]
    return len(pieces) >= LEAST_PIECES and sum(map(len, pieces)) <= SHORT_PIECE * len(pieces)


def list_share(text: str) -> float:
    """The share (0..1) of characters that stand in the items of a list: lines with bullets or numbers, short lines, or
    one or two words at a time between commas."""
    lines = [line for line in _BREAKS.split(text) if line and line.strip()]
    if len(lines) >= LEAST_PIECES:
        items = [line for line in lines if _BULLET.match(line) or len(line) <= SHORT_PIECE]
        return sum(map(len, items)) / sum(map(len, lines))
    items = [item for item in _COMMAS.split(text) if item]
    if len(items) <= LEAST_PIECES:
        return 0.0
    unspaced = any("\u3040" <= sign <= "\u9fff" for sign in text)  # there, clauses stand between commas too
    longest = SHORT_UNSPACED if unspaced else SHORT_PIECE
    short = [item for item in items if len(item.split()) <= FEW_WORDS and len(item) <= longest]
    return sum(map(len, short)) / sum(map(len, items))

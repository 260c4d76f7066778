"""`_`: the interface text in the signed-in user's language.

Write `_("English text")`; put values in by name: `_("{n} segments").format(n=…)`. `number` and `date` write figures and
days as the language does.
"""

from datetime import date, datetime

import streamlit as st
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from core.words import translator

LANGUAGE_KEY = "interface_language"


def interface_language() -> str:
    """Tag of the language the interface speaks in this session."""
    return str(st.session_state.get(LANGUAGE_KEY, "en"))


def _(text: str) -> str:
    """`text` in the language of the interface."""
    return translator(interface_language())(text)


def many(n: int, one: str, other: str, **values: str) -> str:
    """`one` or `other` by `n`, with `{n}` and the other `values` filled in."""
    return _(one if n == 1 else other).format(n=number(n), **values)


def number(value: float, digits: int = 0) -> str:
    """A figure with thin spaces between thousands (the international way, whatever the language)."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale="en").replace(",", "\u202f")


def percent(share: float, digits: int = 0) -> str:
    """A share (0 to 1) as per cent."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + " %"
    return format_percent(share, format=pattern, locale="en")


def day(when: date) -> str:
    """A day with the month's name."""
    return format_date(when, format="long", locale=_locale())


def moment(when: datetime) -> str:
    """A day and time in the server's time zone."""
    return format_datetime(when.astimezone(), format="d MMM y, HH:mm", locale=_locale())


def duration(seconds: float) -> str:
    """A length of time in words: 45 s, 8 min, 2 h 10 min."""
    if seconds < 90:
        return _("{n} s").format(n=round(seconds))
    minutes = round(seconds / 60)
    if minutes < 120:
        return _("{n} min").format(n=minutes)
    return _("{h} h {n} min").format(h=minutes // 60, n=minutes % 60)


def _locale() -> Locale:
    try:
        return Locale.parse(interface_language(), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def mark(text: str) -> str:
    """`text` itself; marks a text in a table as one that `_` will be asked for when it is shown."""
    return text

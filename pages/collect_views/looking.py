"""What was found in files that were chosen: kind, pairs, labels, first rows, and what would be refused."""

from collections import Counter

import pandas as pd
import streamlit as st

from core.collection.archives import ArchiveLook
from core.collection.mapping import ColumnMapping
from core.collection.preview import Preview
from core.collection.refusals import REASONS
from core.collection.sources.files import FORMATS
from core.languages import is_tag, standard_tag
from core.records import Project
from pages.shared.pickers import language_label
from pages.shared.texts import show_text
from pages.shared.words import _, many

SHOWN_ROWS = 5


def draw_found(project: Project, seen: Preview) -> None:
    """One line each: what the file is, which sides of translations it pairs, which labels come with it."""
    facts = [seen.title, seen.encoding or "", f"“{seen.delimiter}”" if seen.delimiter else ""]
    st.caption(" · ".join(fact for fact in facts if fact))
    for source, target, count in seen.pairs:
        words = many(
            count,
            "{n} pair from {source} to {target}",
            "{n} pairs from {source} to {target}",
            source=_language(source),
            target=_language(target),
        )
        st.markdown(f":material/compare_arrows: {words}")
    if seen.pairs:
        st.caption(_("Each side of a pair is a segment of its own, linked to the other. Counted among the first rows."))
    for scheme, column in seen.mapping.labels.items():
        if scheme in project.schemes:
            values = Counter(row[column] for row in seen.rows if row.get(column))
            shown = ", ".join(f"{value} ({count})" for value, count in values.most_common(5))
            words = _("Labels for {scheme} in the column “{column}”: {values}")
            st.markdown(
                ":material/label: " + words.format(scheme=_(scheme.capitalize()), column=column, values=shown or "…")
            )


def draw_rows(seen: Preview, mapping: ColumnMapping | None) -> None:
    """The texts of the first rows, in their languages."""
    column, tags = (mapping or seen.mapping).text, (mapping or seen.mapping).language
    for row in seen.rows[:SHOWN_ROWS]:
        text = row.get(column) or next(iter(row.values()), "") or ""
        tag = row.get(tags) if tags else None
        show_text(text, tag if tag and language_known(tag) else None, small=True)


def draw_refused(seen: Preview) -> None:
    """Of the rows looked at, which would be refused, and why."""
    if not seen.refused:
        return
    lines = ", ".join(str(refused.line) for refused in seen.refused)
    reasons = dict.fromkeys(_(REASONS.get(refused.reason, refused.reason)) for refused in seen.refused)
    words = _("Of the rows looked at, these lines would be refused: {lines}. Why: {reasons}")
    st.caption(words.format(lines=lines, reasons="; ".join(reasons)))


def draw_archive(look: ArchiveLook) -> None:
    """What an archive holds, by kind of file, and what would not come out of it."""
    count = len(look.files)
    words = many(count, "{n} file in it can be read", "{n} files in it can be read")
    st.markdown(f"**{words}.**" if look.complete else f"**{words}; " + _("the archive is large and holds more") + ".**")
    if look.files:
        st.dataframe(
            pd.DataFrame(
                {
                    _("File"): [name for name, _kind in look.files],
                    _("Kind"): [FORMATS[kind].title if kind in FORMATS else kind for _name, kind in look.files],
                }
            ),
            hide_index=True,
        )
    for bad in look.refused[:SHOWN_ROWS]:
        reason = _(REASONS.get(bad.reason, bad.reason))
        st.caption(_("{name} would be refused: {reason}").format(name=bad.file, reason=f"{reason} {bad.detail}"))
    if len(look.refused) > SHOWN_ROWS:
        st.caption(many(len(look.refused) - SHOWN_ROWS, "and {n} more", "and {n} more"))


def language_known(tag: str) -> bool:
    """Whether a file's language is a tag, which texts are shown by."""
    return is_tag(tag)


def _language(tag: str) -> str:
    return language_label(standard_tag(tag)) if language_known(tag) else _("an unnamed language")

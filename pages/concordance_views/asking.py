"""What is looked for: the words, how they are meant and compared, and in which segments."""

import streamlit as st

from core.concordance.comparing import Comparison
from core.concordance.querying import Kind, Query
from core.records import Project, Selection
from pages.filter_views.names import language_words, verdict_words
from pages.shared.values import Naming, value_words
from pages.shared.words import _, mark, number
from pages.shared.workspace import get_workspace

KINDS = {Kind.WORDS: mark("Whole words"), Kind.PART: mark("Part of a word"), Kind.PATTERN: mark("Pattern")}
COMPARISONS = {
    Comparison.FOLDED: mark("Capitals do not count"),
    Comparison.PLAIN: mark("Capitals and accents do not count"),
    Comparison.EXACT: mark("Exactly as written"),
}
HELP = mark(
    "Capitals: by Unicode's case folding, so that ß is ss; ligatures and wide letters count as plain ones (NFKC). "
    "Accents: those of Latin, Greek and Cyrillic letters, Arabic vowel marks and hamza, Hebrew points. "
    "Exactly: letter by letter after Unicode's normal form NFC. Vowel signs of Indic scripts always count. Words end "
    "where Unicode says; in Thai, Khmer, Chinese or Japanese a dictionary finds them."
)
PATTERN_HELP = mark(
    "A regular expression: \\w is a letter of any script, \\b the end of a word, (.)\\1{2,} the same letter three "
    "times or more, \\p{Arabic} an Arabic letter."
)


def asked_query(project: Project) -> Query | None:
    """The query on the page; None before anything is typed."""
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    text = left.text_input(_("Look for"), key="concordance-text", max_chars=500)
    kind = middle.selectbox(
        _("As"), list(KINDS), format_func=lambda one: _(KINDS[one]), help=_(PATTERN_HELP), key="concordance-kind"
    )
    comparison = right.selectbox(
        _("Compare"),
        list(COMPARISONS),
        format_func=lambda one: _(COMPARISONS[one]),
        help=_(HELP),
        key="concordance-comparison",
    )
    selection = _narrowed(project)
    return Query(text, kind, comparison, selection) if text.strip() else None


def _counted(words: Naming, known: dict[str | None, int]) -> Naming:
    """The words of a value with its count."""
    return lambda key: f"{words(key)} ({number(known[key])})"


def _narrowed(project: Project) -> Selection:
    with st.expander(_("Only in some segments"), icon=":material/filter_alt:"):
        sources = {one.id: one.name for one in get_workspace().ledger.sources.list(project.id)}
        value = value_words(project)
        with get_workspace().snapshot(project.id) as snapshot:
            counts = {name: snapshot.facet(name) for name in ("tag", "verdict", "formality", "domain", "source_id")}
        names: dict[str, tuple[str, Naming]] = {
            "tag": (_("Language"), language_words),
            "verdict": (_("Filter"), verdict_words),
            "formality": (_("Formality"), lambda key: value(key) or _("not tagged yet")),
            "domain": (_("Domain"), lambda key: value(key) or _("not tagged yet")),
            "source_id": (_("Source"), lambda key: sources.get(key or "", key or "")),
        }
        chosen = {}
        for (name, (label, words)), column in zip(names.items(), [*st.columns(3), *st.columns(2)], strict=True):
            known = dict(counts[name])
            chosen[name] = column.multiselect(
                label,
                list(known),
                format_func=_counted(words, known),
                key=f"concordance-{name}-{project.id}",
            )
    given = {name: tuple(value or "" for value in values) for name, values in chosen.items()}
    return Selection(
        languages=given["tag"],
        verdicts=given["verdict"],
        formality=given["formality"],
        domains=given["domain"],
        sources=given["source_id"],
    )

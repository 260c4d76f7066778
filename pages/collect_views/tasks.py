"""What a contributor writes about: a prompt from a gap, a segment to rewrite or to translate, a subject of her own."""

from dataclasses import dataclass

import streamlit as st

from core.balancing.board import read_board
from core.collection.contributing.parents import Desk, Relation, to_rewrite, to_translate
from core.collection.contributing.prompts import Gap, Prompt, gaps, prompt
from core.corpus.rows import SegmentRow
from core.records import Project, Scheme
from core.tagging import schemes
from pages.shared.pickers import language_label
from pages.shared.texts import show_text
from pages.shared.words import _, many
from pages.shared.workspace import get_workspace

TO = "write"  # in the address: the language of a gap, with its `formality` and `domain`
TURN = "contribute-turn"
OFFERED = 20


@dataclass(frozen=True)
class Task:
    """What will be sent with the text."""

    formality: str | None = None
    domain: str | None = None
    parent_id: str | None = None
    relation: Relation | None = None
    prompt: str = ""


def ask_prompt(project: Project, desk: Desk) -> Task | None:
    """The largest gap that can be closed in this language, as a prompt; None where nothing is lacking."""
    found = gaps(read_board(get_workspace(), project.id).deficits, [desk.language])
    if TO in st.query_params:  # the gap that somebody came from is asked for first
        cell = tuple(st.query_params.get(name) or None for name in ("formality", "domain"))
        found.sort(key=lambda gap: (gap.formality, gap.domain) != cell)
    if not found:
        st.info(_("Nothing is lacking in this language, or no target is set under Balance. Write freely instead."))
        return None
    turn = st.session_state.setdefault(TURN, 0)
    gap = found[turn % len(found)]
    asked = prompt(gap, turn // len(found), _scheme(project, "domain"))
    words = _sentence(asked)
    with st.container(border=True):
        st.markdown(f"### {words}")
        st.caption(
            many(gap.missing, "{n} text is still missing here: {cell}.", "{n} texts are still missing here: {cell}.",
                 cell=_cell(project, gap))
        )  # fmt: skip
        _another()
    return Task(gap.formality, gap.domain, prompt=words)


def ask_rewriting(desk: Desk) -> Task | None:
    """A segment of the other end of the scale, to be said anew."""
    ways = {"formal": _("colloquial → formal"), "colloquial": _("formal → colloquial")}
    into = (
        st.segmented_control(_("Rewrite"), list(ways), default="formal", format_func=lambda way: ways[way]) or "formal"
    )
    row = _offered(to_rewrite(desk, into, OFFERED))
    if row is None:
        st.info(_("No kept segment of this language is tagged at the other end yet. Tag some first, or write freely."))
        return None
    _show(row)
    return Task(into, row.domain, row.segment.id, Relation.REWRITE)


def ask_translation(project: Project, desk: Desk) -> Task | None:
    """A segment in another language, to be put into one's own."""
    others = [tag for tag in project.languages if tag != desk.language]
    chosen = st.multiselect(_("From"), others, default=others, format_func=language_label, key="translate-from")
    row = _offered(to_translate(desk, chosen, OFFERED))
    if row is None:
        st.info(_("There is no kept segment in these languages that you have not translated yet."))
        return None
    _show(row)
    return Task(row.formality, row.domain, row.segment.id, Relation.TRANSLATION)


def ask_labels(project: Project) -> Task:
    """What one says of one's own text; both may stay open."""
    left, right = st.columns(2)
    return Task(_value(project, "formality", left), _value(project, "domain", right))


def _value(project: Project, name: str, place: "st.delta_generator.DeltaGenerator") -> str | None:
    scheme = _scheme(project, name)
    if scheme is None:
        return None
    labels = {value.key: value.label for value in scheme.values if value.on_scale}
    return place.selectbox(
        _(scheme.name),
        [None, *labels],
        format_func=lambda key: _(labels[key]) if key else _("left open"),
        key=f"own-{name}",
    )


def _offered(rows: list[SegmentRow]) -> SegmentRow | None:
    return rows[st.session_state.setdefault(TURN, 0) % len(rows)] if rows else None


def _show(row: SegmentRow) -> None:
    with st.container(border=True):
        show_text(row.segment.text, row.tag, language_label(row.tag) if row.tag else "")
        _another()


def _another() -> None:
    if st.button(_("Another one"), icon=":material/skip_next:", key="another"):
        st.session_state[TURN] += 1
        st.rerun()


def _sentence(asked: Prompt) -> str:
    return f"{_(asked.situation).format(subject=_(asked.subject))} {_(asked.instruction)}"


def _cell(project: Project, gap: Gap) -> str:
    parts = [language_label(gap.language)]
    for name, value in (("formality", gap.formality), ("domain", gap.domain)):
        scheme = _scheme(project, name)
        labels = {one.key: one.label for one in scheme.values} if scheme else {}
        parts += [_(labels.get(value, value))] if value else []
    return " · ".join(parts)


def _scheme(project: Project, name: str) -> Scheme | None:
    return next((one for one in schemes.of_project(get_workspace(), project.id) if one.id == name), None)

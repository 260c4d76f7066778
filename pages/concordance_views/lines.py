"""The lines of a concordance, aligned on the hit, a page at a time, each to be ticked."""

import streamlit as st

from core.concordance.lines import Line, Order, page_of
from core.concordance.searching import Concordance
from pages.shared.texts import line_html
from pages.shared.words import _, many, mark, number

SIZE = 20
TICKED, PAGE, SHOWN = "concordance-ticked", "concordance-page", "concordance-shown"
ORDERS = {
    Order.BEFORE: mark("the words before"),
    Order.AFTER: mark("the words after"),
    Order.FORM: mark("the hit itself"),
    Order.LANGUAGE: mark("language"),
    Order.RANDOM: mark("chance"),
}
STYLE = """<style>
.iso-line summary {display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); list-style: none;
  cursor: pointer; white-space: nowrap;}
.iso-line summary::-webkit-details-marker {display: none;}
.iso-line .before {display: flex; justify-content: flex-end; overflow: hidden; padding-inline-end: .15em;}
.iso-line .before > span {flex: none; unicode-bidi: isolate; white-space: pre;}
.iso-line .after {overflow: hidden; text-overflow: ellipsis; unicode-bidi: isolate; white-space: pre;}
.iso-line mark {color: inherit; font-weight: 600; background: color-mix(in srgb, #0072B2 22%, transparent);
  border-radius: 2px;}
.iso-line[open] > div {border-inline-start: 3px solid currentColor; padding-inline-start: .6rem; margin: .3rem 0 .8rem;}
.iso-line summary:focus-visible {outline: 2px solid currentColor;}
.iso-counted {width: 100%; border-collapse: collapse;}
.iso-counted td, .iso-counted th {text-align: start; padding: .15rem .4rem; font-weight: inherit;}
.iso-counted td:last-child, .iso-counted th:last-child {text-align: right; font-variant-numeric: tabular-nums;}
.iso-counted tr {border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent);}
</style>"""


def draw_lines(found: Concordance) -> None:
    """The number line, the order, a page of lines, and turning pages."""
    if st.session_state.get(SHOWN) != found.query:
        st.session_state.update({SHOWN: found.query, PAGE: 0, TICKED: set()})
    st.html(STYLE)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    segments = many(len(found.segment_ids), "{n} segment", "{n} segments")
    left.markdown("**{}**".format(many(len(found.hits), "{n} hit in {s}", "{n} hits in {s}", s=segments)))
    if not found.is_complete:
        left.caption(
            _(
                "{looked} of the {all} segments in question were looked through, drawn at random. Narrow it down."
            ).format(looked=number(found.looked), all=number(found.candidates))
        )
    order = right.selectbox(
        _("Sorted by"), list(ORDERS), format_func=lambda one: _(ORDERS[one]), key="concordance-order"
    )
    page = min(st.session_state[PAGE], (len(found.hits) - 1) // SIZE)
    st.caption(_("Click a line to read the whole text; tick the lines that you want to tag, or tag all below."))
    for place, line in enumerate(page_of(found.hits, order, page, SIZE)):
        _draw(line, page * SIZE + place + 1)
    _turn(page, len(found.hits))


def _draw(line: Line, place: int) -> None:
    hit = line.hit
    tick, text = st.columns([1, 11], vertical_alignment="center")
    key = f"tick-{hit.segment_id}-{hit.start}-{place}"
    ticked: set[str] = st.session_state[TICKED]

    def turned() -> None:
        (ticked.add if st.session_state[key] else ticked.discard)(hit.segment_id)

    tick.checkbox(
        f"{place} {hit.tag or '–'}",
        value=hit.segment_id in ticked,
        key=key,
        on_change=turned,
    )
    text.html(
        line_html(
            line.before,
            line.form,
            line.after,
            hit.text,
            hit.tag,
            side=line.direction,
            cut=(line.more_before, line.more_after),
        )
    )


def _turn(page: int, hits: int) -> None:
    left, middle, right = st.columns(3, vertical_alignment="center")
    if page and left.button(_("Previous"), icon=":material/chevron_left:", key="concordance-previous"):
        st.session_state[PAGE] = page - 1
        st.rerun()
    last = min(hits, (page + 1) * SIZE)
    middle.caption(
        _("Lines {first} to {last} of {all}").format(first=number(page * SIZE + 1), last=number(last), all=number(hits))
    )
    if last < hits and right.button(_("Next"), icon=":material/chevron_right:", key="concordance-next"):
        st.session_state[PAGE] = page + 1
        st.rerun()

"""Duplicates: what there is to compare, in which languages and sources clusters cross, and the clusters themselves."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.cleaning.duplicates import Likeness
from core.cleaning.duplicates.browsing import Found, crossings, found
from core.cleaning.duplicates.hashing import pending_rows
from core.jobs.submitting import submit
from core.jobs.workflows.find_duplicates import FindDuplicatesRequest
from core.records import Project
from pages.filter_views.duplicate_clusters import draw_clusters
from pages.filter_views.names import language_words
from pages.shared.charts import chart_with_twin, heat_map
from pages.shared.feedback import explain, reported_errors
from pages.shared.job_panel import job_panel, request_key
from pages.shared.words import _, many, number
from pages.shared.workspace import current_account, get_workspace

MOST_SIDES = 12  # languages or sources in the picture


def draw_duplicates(project: Project) -> None:
    """What there is to compare, the picture, and the clusters."""
    workspace = get_workspace()
    explain(
        _("duplicate"),
        _(
            "Exact duplicates have the same text but for capitals and spaces. Near duplicates share most of their "
            "stretches of five characters; texts under 40 characters are compared exactly only. Nothing is deleted: "
            "one of each cluster is kept, the others keep their reason and can come back."
        ),
    )
    waiting = pending_rows(workspace.corpus(project.id), Likeness(workspace.settings.near_duplicates))
    if waiting:
        words = many(waiting, "Compare {n} segment with all others", "Compare {n} segments with all others")
        if st.button(words, icon=":material/difference:", key="find-duplicates"):
            _start(project, waiting)
    latest = next((job for job in workspace.ledger.jobs.list(project.id) if job.kind == "find_duplicates"), None)
    if latest is not None:
        job_panel(latest.id)
    with workspace.snapshot(project.id) as snapshot:
        counts = found(snapshot)
    if not counts.clusters:
        st.info(_("No duplicates were found.") if not waiting else _("Not all segments were compared yet."))
        return
    st.markdown(_told(counts))
    sources = {source.id: source.name for source in workspace.ledger.sources.list(project.id)}
    _picture(project, sources)
    draw_clusters(project, sources)


def _start(project: Project, waiting: int) -> None:
    with reported_errors():
        submit(
            get_workspace(),
            "find_duplicates",
            FindDuplicatesRequest(project_id=project.id),
            key=request_key("find_duplicates", waiting),
            project_id=project.id,
            account_id=current_account().id,
        )
        st.rerun()


def _told(counts: Found) -> str:
    return _("{clusters}. Beside the one that is kept they hold {exact} exact and {near} near duplicates.").format(
        clusters=many(counts.clusters, "{n} cluster of duplicates", "{n} clusters of duplicates"),
        exact=number(counts.exact),
        near=number(counts.near),
    )


@st.fragment
def _picture(project: Project, sources: Mapping[str, str]) -> None:
    sides = {"tag": _("languages"), "source_id": _("sources")}
    side = st.segmented_control(
        _("Clusters that hold two"), list(sides), format_func=sides.__getitem__, default="tag", key="duplicates-side"
    )
    with get_workspace().snapshot(project.id) as snapshot:
        pairs = crossings(snapshot, "source_id" if side == "source_id" else "tag")
    counts = {frozenset((one.one, one.other)): one.clusters for one in pairs}
    weight: dict[str | None, int] = {}
    for key, n in counts.items():
        for value in key:
            weight[value] = weight.get(value, 0) + n
    order = sorted(weight, key=lambda value: (-weight[value], value or ""))[:MOST_SIDES]
    names = _unlike([_name(value, side or "tag", sources) for value in order])
    values = [[counts.get(frozenset((one, other))) for other in order] for one in order]
    texts = [["–" if n is None else number(n) for n in line] for line in values]
    table = pd.DataFrame(
        [
            (_name(one.one, side or "tag", sources), _name(one.other, side or "tag", sources), one.clusters)
            for one in pairs
        ],
        columns=[_("One"), _("Other"), _("Clusters")],
    )
    first = pairs[0]
    said = (
        _("Most clusters, {n}, lie within {one}; those off the diagonal hold segments of two.")
        if first.one == first.other
        else _("Most clusters, {n}, hold segments of both {one} and {other}.")
    )
    finding = said.format(
        n=number(first.clusters),
        one=_name(first.one, side or "tag", sources),
        other=_name(first.other, side or "tag", sources),
    )
    chart_with_twin(heat_map(values, names, names, texts, logarithmic=True), table, finding, "duplicates-crossings")


def _name(value: str | None, side: str, sources: Mapping[str, str]) -> str:
    return sources.get(value or "", value or "") if side == "source_id" else language_words(value)


def _unlike(names: list[str]) -> list[str]:
    """Names for an axis: two of the same would be drawn as one."""
    return [f"{name} ({place})" if name in names[:place] else name for place, name in enumerate(names)]

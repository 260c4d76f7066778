"""The data versions: what each holds, its hash, and the files to take away."""

import streamlit as st

from core.balancing.frozen import manifest_of
from core.records import DataVersion, Project
from pages.balance_views.downloads import draw_downloads, draw_present
from pages.balance_views.mixing import method_words
from pages.balance_views.preview import draw_details, draw_summary
from pages.shared.feedback import explain, reported_errors
from pages.shared.words import _, many, moment, number


def draw_versions(project: Project, versions: list[DataVersion], kept: int) -> None:
    """All versions, the newest first and open; then the kept segments as they are now."""
    if not versions:
        st.info(_("No data version is frozen yet. Freeze one in the tab “Freeze”; a training needs it."))
    for place, version in enumerate(versions):
        total = sum(version.rows.values())
        label = f"{version.number}. {version.name} · " + many(total, "{n} segment", "{n} segments")
        with st.expander(label, expanded=place == 0, icon=":material/ac_unit:"):
            _draw_version(project, version)
    st.header(_("Without freezing"))
    draw_present(project, kept)


def _draw_version(project: Project, version: DataVersion) -> None:
    with reported_errors():
        manifest = manifest_of(version)
        if version.erased:
            st.warning(_erased(version))
        left, right = st.columns([5, 2], vertical_alignment="center")
        when = moment(version.created_at) if version.created_at else ""
        left.markdown(
            _("Frozen {when} from corpus version {corpus}, with {n} labels and corrections.").format(
                when=when, corpus=version.corpus_version, n=number(version.event_seq)
            )
            + "  \n"
            + _("Content hash: `{hash}`").format(hash=version.content_hash[:16])
            + "  \n"
            + _("Mixture: {rule}.").format(rule=method_words(manifest.choice.mixture))
        )
        with right:
            explain(
                _("Content hash"),
                _(
                    "A fingerprint of all texts, tags and splits in this version. Two versions with the same hash hold "
                    "exactly the same."
                ),
            )
        draw_downloads(project, version)
        draw_summary(manifest.contents)
        draw_details(manifest.contents, f"version-{version.number}")


def _erased(version: DataVersion) -> str:
    return (
        many(version.erased, "{n} segment was erased since:", "{n} segments were erased since:")
        + " "
        + _(
            "a source was taken down, or a contributor withdrew. No download holds them. The hash is that of what is "
            "left, the summary below that of the day it was frozen."
        )
    )

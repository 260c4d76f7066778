"""Files: upload or name a folder, look at the first rows, correct the guessed columns, then add."""

from pathlib import Path

import streamlit as st

from core.collection.archives import ArchiveLook, is_archive, look
from core.collection.folders import Chosen, list_files, paired
from core.collection.mapping import ColumnMapping
from core.collection.options import ReadOptions
from core.collection.preview import Preview, preview
from core.collection.refusals import REASONS
from core.collection.uploads import save_upload
from core.jobs.submitting import submit
from core.jobs.workflows.import_files import FileToImport, ImportRequest
from core.records import Project
from pages.collect_views.hub import draw_hub
from pages.collect_views.looking import draw_archive, draw_found, draw_refused, draw_rows
from pages.collect_views.provenance import Provenance, ask_provenance
from pages.shared.feedback import reported_errors
from pages.shared.job_panel import request_key
from pages.shared.words import _, many
from pages.shared.workspace import current_account, get_workspace

MOST_LOOKED_AT = 12  # files of which the first rows are shown; of more, only that they will be read
SHOWN_ROWS = 20


def draw_files(project: Project) -> None:
    """Choose, look, correct, add."""
    # no list of endings: the two sides of a Moses pair may end in any language
    uploads = st.file_uploader(_("Files of text, or archives of them"), accept_multiple_files=True, key="uploads")
    st.caption(
        _(
            "Tables (CSV, TSV, JSONL, Parquet, Arrow), text, translations (TMX, XLIFF, PO, Moses pairs), CoNLL-U,"
            " subtitles (SRT, WebVTT), ELAN, web pages, exports of Label Studio, Argilla, doccano and Prodigy; also in"
            " zip, tar, gz and zst."
        )
    )
    folder = ""
    if current_account().is_admin:  # a folder is read with the server's own rights
        folder = st.text_input(_("Or a folder on this machine"), key="folder", placeholder="/home/me/texts")
    with st.expander(_("Or a data set of the Hugging Face hub"), icon=":material/hub:"):
        draw_hub(project)
    with reported_errors():
        kept = [(_kept(project, upload.name, upload.file_id, upload.getvalue()), upload.name) for upload in uploads]
        chosen = [*paired(kept), *_in_folder(folder)]
        if not chosen:
            return
        files = [_look(project, one) for one in chosen[:MOST_LOOKED_AT]]
        files += [
            FileToImport(path=str(one.path), name=one.name, options=one.options) for one in chosen[MOST_LOOKED_AT:]
        ]
        if len(chosen) > MOST_LOOKED_AT:
            st.caption(many(len(chosen) - MOST_LOOKED_AT, "and {n} more file", "and {n} more files"))
        files = _with_sentences(files)
        provenance = ask_provenance(project, "files")
        words = many(len(files), "Add the text of {n} file", "Add the text of {n} files")
        if st.button(words, type="primary", icon=":material/add:", key="add-files"):
            _submit(project, files, provenance)


def _kept(project: Project, name: str, upload_id: str, data: bytes) -> Path:
    kept: dict[str, str] = st.session_state.setdefault("kept-uploads", {})
    if upload_id not in kept:
        kept[upload_id] = str(save_upload(get_workspace(), project.id, name, [data]))
    return Path(kept[upload_id])


def _in_folder(folder: str) -> list[Chosen]:
    if not folder.strip():
        return []
    listing = list_files(Path(folder.strip()))
    for name, reason in listing.ignored[:SHOWN_ROWS]:
        st.caption(_("{name} is not read: {reason}").format(name=name, reason=_(REASONS.get(reason, reason))))
    return [Chosen(path, path.name) for path in listing.files]


def _look(project: Project, chosen: Chosen) -> FileToImport:
    with st.expander(chosen.name, expanded=True, icon=":material/description:"):
        changed = chosen.path.stat().st_mtime
        if is_archive(chosen.path):
            draw_archive(_archive(str(chosen.path), changed))
            return FileToImport(path=str(chosen.path), name=chosen.name)
        seen = _preview(str(chosen.path), changed, chosen.options)
        draw_found(project, seen)
        mapping = _columns(project, seen, str(chosen.path)) if seen.columns else None
        draw_rows(seen, mapping)
        draw_refused(seen)
    return FileToImport(path=str(chosen.path), name=chosen.name, options=seen.options, mapping=mapping)


def _with_sentences(files: list[FileToImport]) -> list[FileToImport]:
    """The files as they are, or to be cut into sentences."""
    wanted = st.checkbox(
        _("Cut texts into sentences"),
        help=_(
            "Each sentence becomes a segment of its own; the whole text is kept and left out by the filter. Pairs of"
            " translations stay whole. Thai and Tibetan, which do not mark sentences, are cut at line ends only."
        ),
        key="sentences",
    )
    if not wanted:
        return files
    return [file.model_copy(update={"options": file.options.model_copy(update={"sentences": True})}) for file in files]


@st.cache_data(max_entries=20, show_spinner=True)
def _archive(path: str, changed: float) -> ArchiveLook:
    assert changed, "part of the key, as below"
    return look(Path(path))


@st.cache_data(max_entries=50, show_spinner=False)
def _preview(path: str, changed: float, options: ReadOptions) -> Preview:
    assert changed, "part of the key: a file that was written anew is looked at anew"
    return preview(Path(path), options=options, limit=SHOWN_ROWS)


def _columns(project: Project, seen: Preview, key: str) -> ColumnMapping:
    names = [column.name for column in seen.columns]
    choices = ["", *names]
    columns = st.columns(2 + len(project.schemes))

    def ask(place: int, label: str, guess: str | None) -> str | None:
        index = choices.index(guess) if guess in choices else 0
        shown = {"": _("none")}
        picked = columns[place].selectbox(
            label, choices, index, lambda name: shown.get(name, name), key=f"{key}-{place}"
        )
        return picked or None

    text = ask(0, _("Text"), seen.mapping.text) or seen.mapping.text
    language = ask(1, _("Language"), seen.mapping.language)
    labels = {
        scheme: column
        for place, scheme in enumerate(project.schemes, start=2)
        if (column := ask(place, _(scheme.capitalize()), seen.mapping.labels.get(scheme)))
    }
    st.caption(_("All other columns are kept as your own: they can be filtered by and are exported again."))
    return seen.mapping.model_copy(update={"text": text, "language": language, "labels": labels})


def _submit(project: Project, files: list[FileToImport], provenance: Provenance) -> None:
    request = ImportRequest(
        project_id=project.id,
        files=files,
        declared_language=provenance.language,
        origin=provenance.origin,
        licence=provenance.licence,
        consent=provenance.consent,
    )
    submit(
        get_workspace(),
        "import",
        request,
        key=request_key("import", *(file.path for file in files), len(get_workspace().ledger.jobs.list(project.id))),
        project_id=project.id,
        account_id=current_account().id,
    )
    st.session_state.pop("kept-uploads", None)

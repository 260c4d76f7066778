"""Files: upload or name a folder, look at the first rows, correct the guessed columns, then add."""

from pathlib import Path

import streamlit as st

from core.collection.folders import list_files
from core.collection.mapping import ColumnMapping
from core.collection.options import ReadOptions
from core.collection.preview import Preview, preview
from core.collection.refusals import REASONS
from core.collection.uploads import save_upload
from core.jobs.submitting import submit
from core.jobs.workflows.import_files import FileToImport, ImportRequest
from core.records import Project
from pages.collect_views.provenance import Provenance, ask_provenance
from pages.shared.feedback import reported_errors
from pages.shared.job_panel import request_key
from pages.shared.texts import show_text
from pages.shared.words import _, many
from pages.shared.workspace import current_account, get_workspace

KINDS = ["csv", "tsv", "jsonl", "ndjson", "json", "parquet", "txt"]
SHOWN_ROWS = 5


def draw_files(project: Project) -> None:
    """Choose, look, correct, add."""
    uploads = st.file_uploader(
        _("CSV, TSV, JSONL, Parquet or TXT"), type=KINDS, accept_multiple_files=True, key="uploads"
    )
    folder = ""
    if current_account().is_admin:  # a folder is read with the server's own rights
        folder = st.text_input(_("Or a folder on this machine"), key="folder", placeholder="/home/me/texts")
    with reported_errors():
        paths = [(_kept(project, upload.name, upload.file_id, upload.getvalue()), upload.name) for upload in uploads]
        paths += _in_folder(folder)
        if not paths:
            return
        files = [_look(project, path, name) for path, name in paths]
        provenance = ask_provenance(project, "files")
        words = many(len(files), "Add the text of {n} file", "Add the text of {n} files")
        if st.button(words, type="primary", icon=":material/add:", key="add-files"):
            _submit(project, files, provenance)


def _kept(project: Project, name: str, upload_id: str, data: bytes) -> Path:
    kept: dict[str, str] = st.session_state.setdefault("kept-uploads", {})
    if upload_id not in kept:
        kept[upload_id] = str(save_upload(get_workspace(), project.id, name, [data]))
    return Path(kept[upload_id])


def _in_folder(folder: str) -> list[tuple[Path, str]]:
    if not folder.strip():
        return []
    listing = list_files(Path(folder.strip()))
    for name, reason in listing.ignored:
        st.caption(_("{name} is not read: {reason}").format(name=name, reason=reason))
    return [(path, path.name) for path in listing.files]


def _look(project: Project, path: Path, name: str) -> FileToImport:
    with st.expander(name, expanded=True, icon=":material/description:"):
        seen = _preview(str(path), path.stat().st_mtime)
        mapping = _columns(project, seen, str(path)) if seen.columns else None
        _rows(seen, mapping)
        _refused(seen)
    return FileToImport(path=str(path), name=name, options=seen.options, mapping=mapping)


@st.cache_data(max_entries=50, show_spinner=False)
def _preview(path: str, changed: float) -> Preview:
    assert changed, "part of the key: a file that was written anew is looked at anew"
    return preview(Path(path), options=ReadOptions(), limit=SHOWN_ROWS)


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


def _rows(seen: Preview, mapping: ColumnMapping | None) -> None:
    facts = [seen.format, seen.encoding or "", f"“{seen.delimiter}”" if seen.delimiter else ""]
    st.caption(" · ".join(fact for fact in facts if fact))
    for row in seen.rows[:SHOWN_ROWS]:
        text = row.get(mapping.text if mapping else "text") or next(iter(row.values()), "") or ""
        show_text(text, None, small=True)


def _refused(seen: Preview) -> None:
    if not seen.refused:
        return
    lines = ", ".join(str(refused.line) for refused in seen.refused)
    reasons = dict.fromkeys(_(REASONS.get(refused.reason, refused.reason)) for refused in seen.refused)
    words = _("Of the rows looked at, these lines would be refused: {lines}. Why: {reasons}")
    st.caption(words.format(lines=lines, reasons="; ".join(reasons)))


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

"""A small project to tag: real sentences of several scripts, identified as what they are."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from core.corpus import identity
from core.records import Project, Source
from core.workspace import Workspace

TEXTS: Mapping[str, Sequence[str]] = {
    "ar": ("أين الطبيب اليوم.", "نرجو من سيادتكم التكرم بالرد.", "خلاص يا صاحبي، نتقابل بكرة."),
    "yo": ("Ọ̀rẹ́ mi, ẹ káàárọ̀ o.", "Ẹ jọ̀wọ́, ẹ bá mi sọ fún dókítà.", "Mo ti dé."),
    "hi": ("यह दवा सुबह लीजिए।", "अरे यार, कल मिलते हैं।", "कृपया प्रतीक्षा कीजिए।"),
    "th": ("ขอนัดหมอเร็วขึ้นได้ไหม", "กินข้าวยัง", "กรุณารอสักครู่"),
    "sw": ("Habari za asubuhi?", "Naomba kupewa miadi ya mapema.", "Poa tu, twende."),
    "en": ("See you tomorrow, mate.", "We kindly request your reply.", "The doctor is in room four."),
}
SCORE = 0.97


def tagging_project(
    ws: Workspace, name: str = "Field notes", texts: Mapping[str, Sequence[str]] = TEXTS, account_id: str = "local"
) -> Project:
    """The project, with one source, its texts in turns of one a language, and their languages identified."""
    project = ws.ledger.projects.create(name, account_id=account_id, languages=tuple(texts))
    source = Source(
        id=f"source-{project.id}", project_id=project.id, kind="paste", name="Notebook 3", identity=project.id
    )
    ws.ledger.sources.add(source)
    add_segments(ws, project, source, texts)
    return project


def add_segments(ws: Workspace, project: Project, source: Source, texts: Mapping[str, Sequence[str]]) -> None:
    """Append the texts, those of all languages in turn."""
    most = max(len(own) for own in texts.values())
    rows = [(tag, own[turn]) for turn in range(most) for tag, own in texts.items() if turn < len(own)]
    table = pa.table(
        {
            "text": [text for _tag, text in rows],
            "document_id": ["notebook"] * len(rows),
            "position": pa.array(range(len(rows)), pa.int64()),
            "source_id": [source.id] * len(rows),
            "job_id": ["test"] * len(rows),
        }
    )
    corpus = ws.corpus(project.id)
    corpus.append(identity.with_identity(table, source.identity))
    tags = {identity.exact_key(text): tag for tag, text in rows}
    for fragment in corpus.pending_fragments(1):
        found = corpus.fragment_table(fragment, ["exact_key"])
        corpus.fill_fragment(fragment, _identified(found, tags))


def _identified(found: pa.Table, tags: Mapping[str, str]) -> pa.Table:
    n = len(found)
    return pa.table(
        {
            "_rowid": found["_rowid"],
            "language": pa.array([tags.get(key) for key in found["exact_key"].to_pylist()], pa.string()),
            "language_score": pa.array([SCORE] * n, pa.float32()),
            "language_status": ["identified"] * n,
            "identified": pa.array([1] * n, pa.int32()),
        }
    )

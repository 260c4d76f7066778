"""What experts write: stored before it is acknowledged, once however often it is sent, under their consent."""

import pytest
from balance_project import balance_project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.balancing.board import read_board
from core.balancing.targets import even_targets
from core.collection.contributing import consenting, keyboards, prompts, statement
from core.collection.contributing.hints import hint
from core.collection.contributing.parents import Desk, to_rewrite, to_translate
from core.collection.contributing.writing import Contribution, contribute
from core.errors import ConflictError, InvalidInputError, NotFoundError, PermissionDeniedError
from core.jobs.erasing.asking import withdraw
from core.jobs.inline import run_inline
from core.jobs.workflows.freeze import FreezeRequest
from core.jobs.workflows.takedown import TakedownRequest
from core.records import LOCAL_ACCOUNT, Origin, Role, Selection
from core.tagging import schemes


@pytest.fixture
def project(workspace):
    return balance_project(workspace)


@pytest.fixture
def agreed(workspace, project):
    return agree(workspace, project)


def agree(ws, project, account=LOCAL_ACCOUNT, licence="CC-BY-4.0"):
    return consenting.give(ws, account, project.id, version=1, licence=licence)


def row(ws, project, segment_id):
    with ws.snapshot(project.id) as snapshot:
        return snapshot.rows([segment_id])[0]


def test_nothing_is_taken_without_a_consent(workspace, project):
    with pytest.raises(ConflictError, match="have not agreed"):
        contribute(workspace, LOCAL_ACCOUNT, project.id, Contribution(key="k", text="Ẹ káàárọ̀", language="yo"))
    consent = agree(workspace, project)
    assert agree(workspace, project) == consent and consent.statement_hash == statement.words_hash(
        statement.current().paragraphs
    )
    with pytest.raises(InvalidInputError, match="not offered"):
        agree(workspace, project, licence="mine")
    with pytest.raises(NotFoundError):
        consenting.give(workspace, LOCAL_ACCOUNT, project.id, version=99, licence="CC0-1.0")


def test_free_writing_carries_what_was_asked_for(workspace, project, agreed):
    given = Contribution(
        key="k1",
        text="  Ẹ káàárọ̀, ẹ jọ̀wọ́ mo fẹ́ rí dókítà.\n",
        language="yo",
        formality="formal",
        domain="health",
        prompt="You ask for an appointment. Write it formally.",
    )
    report = contribute(workspace, LOCAL_ACCOUNT, project.id, given)
    found = row(workspace, project, report.segment_ids[0])
    assert (report.added, report.present, found.segment.origin) == (1, 0, Origin.EXPERT)
    assert (found.formality, found.domain, found.human_language, found.verdict) == ("formal", "health", "yo", "keep")
    assert found.segment.text == "Ẹ káàárọ̀, ẹ jọ̀wọ́ mo fẹ́ rí dókítà." and found.segment.licence == "CC-BY-4.0"
    assert found.segment.extra == {"prompt": given.prompt} and found.segment.parent_id is None
    source = workspace.ledger.sources.get(project.id, report.source_id)
    assert (source.kind, source.locator) == ("contribution", "local") and source.consent.startswith("statement 1, 20")
    assert {event.account_id for event in workspace.ledger.events.of_segments(project.id, report.segment_ids)} == {
        "local"
    }


def test_sending_it_again_changes_nothing(workspace, project, agreed):
    given = Contribution(key="k1", text="Bawo ni?\nṢé dáadáa ni?", unit="line", language="yo", formality="colloquial")
    first = contribute(workspace, LOCAL_ACCOUNT, project.id, given)
    seq = workspace.ledger.events.latest(project.id)
    assert contribute(workspace, LOCAL_ACCOUNT, project.id, given) == first
    assert workspace.ledger.events.latest(project.id) == seq and len(first.segment_ids) == 2
    changed = given.model_copy(update={"text": "Bawo ni?\nÓ dàbọ̀"})
    with pytest.raises(ConflictError, match="another text"):
        contribute(workspace, LOCAL_ACCOUNT, project.id, changed)
    with workspace.snapshot(project.id) as snapshot:
        assert snapshot.count(Selection(sources=(first.source_id,))) == 2


def test_a_crash_before_the_labels_is_mended_by_sending_again(workspace, project, agreed, monkeypatch):
    from core.tagging import labelling

    given = Contribution(key="k1", text="Bawo ni, ọ̀rẹ́ mi?", language="yo", formality="colloquial")
    with monkeypatch.context() as patched:
        patched.setattr(labelling, "record", lambda *_anything: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            contribute(workspace, LOCAL_ACCOUNT, project.id, given)
    report = contribute(workspace, LOCAL_ACCOUNT, project.id, given)
    assert report.added == 1 and row(workspace, project, report.segment_ids[0]).formality == "colloquial"


def test_a_rewriting_stays_with_its_parent_in_every_split(workspace, project, agreed):
    desk = Desk(workspace, project.id, "local", "yo")
    parent = to_rewrite(desk, "formal", 1)[0]
    assert parent.formality == "colloquial" and parent.tag == "yo"
    given = Contribution(
        key="r1",
        text="Mo ń fi ọ̀wọ̀ bẹ̀ yín.",
        language="yo",
        formality="formal",
        domain=parent.domain,
        parent_id=parent.segment.id,
        relation="rewrite-of",
    )
    report = contribute(workspace, LOCAL_ACCOUNT, project.id, given)
    made = row(workspace, project, report.segment_ids[0]).segment
    assert (made.parent_id, made.relation) == (parent.segment.id, "rewrite-of")
    assert (made.document_id, made.position) == (parent.segment.document_id, parent.segment.position)
    assert parent.segment.id not in [one.segment.id for one in to_rewrite(desk, "formal", 100)]
    frozen = run_inline(workspace, "freeze", FreezeRequest(project_id=project.id), project_id=project.id)
    from core.balancing.frozen import read_rows

    rows = {one.id: one for one in read_rows(workspace, workspace.ledger.data_versions.by_number(project.id, 1))}
    assert frozen.rows and rows[made.id].split == rows[parent.segment.id].split
    with pytest.raises(InvalidInputError, match="very text"):
        contribute(
            workspace,
            LOCAL_ACCOUNT,
            project.id,
            given.model_copy(update={"key": "r2", "text": f" {parent.segment.text} "}),
        )


def test_what_is_to_be_translated_is_in_another_language(workspace, project, agreed):
    desk = Desk(workspace, project.id, "local", "zh")
    offered = to_translate(desk, ["en", "zh"], 3)
    assert {one.tag for one in offered} == {"en"} and to_translate(desk, ["zh"]) == []
    parent = offered[0].segment
    given = Contribution(key="t", text="请问医生在吗?", language="zh", parent_id=parent.id, relation="translation-of")
    contribute(workspace, LOCAL_ACCOUNT, project.id, given)
    assert parent.id not in [one.segment.id for one in to_translate(desk, ["en"], 400)]
    with pytest.raises(NotFoundError):
        gone = given.model_copy(update={"parent_id": "0" * 32, "key": "t2"})
        contribute(workspace, LOCAL_ACCOUNT, project.id, gone)
    with pytest.raises(InvalidInputError, match="needs both"):
        contribute(workspace, LOCAL_ACCOUNT, project.id, given.model_copy(update={"relation": None}))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": " \n "}, "no text"),
        ({"language": "kitu gani"}, "not a language tag"),
        ({"domain": "weaving"}, "not a value of domain"),
        ({"text": "a\0b"}, "NUL"),
    ],
)
def test_what_cannot_be_used_is_refused_whole(workspace, project, agreed, change, said):
    given = Contribution(key="k", text="Bawo ni?", language="yo").model_copy(update=change)
    with pytest.raises(InvalidInputError, match=said):
        contribute(workspace, LOCAL_ACCOUNT, project.id, given)
    assert not [one for one in workspace.ledger.events.since(project.id, 0, 10_000) if one.key.startswith("given-")]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_stored_once_or_refused(workspace, project, agreed, text):
    given = Contribution(key="same key each time is fine for the same text", text=text, language="yo")
    given = given.model_copy(update={"key": f"k{abs(hash(text))}"})
    try:
        first = contribute(workspace, LOCAL_ACCOUNT, project.id, given)
    except InvalidInputError:
        assert not text.strip()
        return
    assert contribute(workspace, LOCAL_ACCOUNT, project.id, given).segment_ids == first.segment_ids
    assert len(first.segment_ids) == 1


def test_a_contributor_withdraws_her_own_and_nobody_elses(workspace, project):
    workspace.ledger.accounts.create("Owner", "maji baridi sana", is_admin=True)
    one, two = (workspace.ledger.accounts.create(name, "maji baridi sana") for name in ("Adé", "Bọ́lá"))
    for account in (one, two):
        workspace.ledger.members.put(project.id, account.id, Role.ANNOTATOR)
    consents = [agree(workspace, project, account) for account in (one, two)]
    reports = [
        contribute(
            workspace, account, project.id, Contribution(key=account.name, text=f"{account.name} kọ èyí", language="yo")
        )
        for account in (one, two)
    ]
    with pytest.raises(NotFoundError, match="no such consent of yours"):
        withdraw(workspace, one, project.id, consents[1].id, key="w")
    with pytest.raises(PermissionDeniedError):
        withdraw(workspace, LOCAL_ACCOUNT, project.id, consents[1].id, key="w")
    job = withdraw(workspace, one, project.id, consents[0].id, key="w")
    assert job.kind == "takedown" and consenting.in_force(workspace, project.id, one.id) is None
    asked = TakedownRequest.model_validate_json(job.request)
    run_inline(workspace, "takedown", asked, project_id=project.id, account_id=one.id, key="now")
    with workspace.snapshot(project.id) as snapshot:
        assert snapshot.rows(reports[0].segment_ids) == [] and len(snapshot.rows(reports[1].segment_ids)) == 1
    assert workspace.ledger.erasures.list(project.id)[0].reason == "consent_withdrawn"
    again = agree(workspace, project, one)
    assert again.id != consents[0].id
    given = Contribution(key="again", text="Mo tún kọ èyí", language="yo")
    assert contribute(workspace, one, project.id, given).source_id == again.source_id != reports[0].source_id


def test_prompts_are_made_from_what_is_lacking(workspace, project):
    workspace.ledger.targets.put(
        even_targets(project.id, 50, languages=["yo"], formalities=["formal"], domains=["health"])
    )
    workspace.ledger.targets.put(even_targets(project.id, 60, domains=["travel"]))
    board = read_board(workspace, project.id)
    found = prompts.gaps(board.deficits, ["yo", "ha"])
    assert [(gap.language, gap.formality, gap.domain) for gap in found] == [
        ("yo", "formal", "health"),
        ("yo", None, "travel"),
        ("ha", None, "travel"),
    ]
    assert found[0].missing == 47
    domain = next(one for one in schemes.of_project(workspace, project.id) if one.id == "domain")
    asked = [prompts.prompt(found[0], turn, domain) for turn in range(6)]
    assert len(set(asked)) == 6 and "clinic" in asked[0].situation and "official letter" in asked[0].instruction
    own = prompts.prompt(prompts.Gap("yo", None, "weaving", 3), 0, domain)
    assert own.situation.format(subject=own.subject) == "Write about this subject: weaving."


def test_every_value_of_the_presets_has_its_sentences():
    data, preset = prompts.prompts(), schemes.presets()
    assert {value.key for value in preset["domain"].values if value.on_scale} <= set(data.situations)
    assert {value.key for value in preset["formality"].values if value.on_scale} <= set(data.instructions)


@pytest.mark.parametrize(
    ("tag", "script", "direction", "letter"),
    [("ar", "Arab", "rtl", "ة"), ("hi", "Deva", "ltr", "।"), ("yo", "Latn", "ltr", "ẹ"), ("sw", "Latn", "ltr", None)],
)
def test_how_a_language_is_typed(tag, script, direction, letter):
    found = keyboards.input_help(tag)
    assert (found.script, found.direction) == (script, direction) and found.hint in keyboards.hints()
    assert letter in found.letters if letter else found.letters == ()
    assert keyboards.input_help("sr-Latn").script == "Latn"


def test_hints_tell_the_language_and_what_is_there_already(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        (there,) = snapshot.page(Selection(languages=("de",)), limit=1)
    found = hint(workspace, project, f"  {there.segment.text.upper()} ", "de")
    assert [item.id for item in found.duplicates] == [there.segment.id] and found.pieces == 1
    sentence = "Guten Tag, ich hätte gern einen Termin beim Arzt, weil ich seit Tagen krank bin."
    right, wrong = hint(workspace, project, sentence, "de"), hint(workspace, project, sentence, "pt")
    assert (right.found, right.agrees, right.duplicates) == ("de", True, ())
    assert (wrong.found, wrong.agrees) == ("de", False)
    assert hint(workspace, project, "Ja", "de").found is None and hint(workspace, project, " ", "de").pieces == 0
    unknown = hint(workspace, project, sentence, "nyn")
    assert unknown.agrees is not True
    assert hint(workspace, project, "Eins\nZwei\n\nDrei", "de", "line").pieces == 3


def test_hints_ask_the_detectors_that_are_there_and_fetch_none(workspace, project, tmp_path, monkeypatch):
    from core.models.store import ModelStore

    empty = ModelStore(tmp_path / "no models")
    monkeypatch.setattr(workspace, "models", empty)
    sentence = "Guten Tag, ich hätte gern einen Termin beim Arzt, weil ich seit Tagen krank bin."
    assert hint(workspace, project, sentence, "de").found == "de"
    assert not empty.folder.exists()

"""The Tag page around the card: what there is to choose, what owners may change, what it says when nothing is there."""

from tagging_project import tagging_project

from core.records import Selection
from core.tagging import schemes, worklists


def test_without_text_it_says_where_text_comes_from(workspace, open_page, words):
    workspace.ledger.projects.create("Empty")
    page = open_page(workspace, "tagging", project="empty")
    assert not page.exception
    assert "There is no text to tag yet." in words(page)


def test_the_standing_worklist_is_made_and_named(workspace, open_page, words):
    project = tagging_project(workspace)
    page = open_page(workspace, "tagging", project=project.id)
    assert not page.exception, page.exception
    assert "1 worklist is open to you" in words(page)
    assert "nobody has tagged yet" in words(page)
    assert [one.name for one in workspace.ledger.worklists.list(project.id)] == ["All segments"]


def test_assigned_worklists_come_first_and_others_people_s_not_at_all(workspace, open_page):
    project = tagging_project(workspace)
    for name, person in (("Mine", "local"), ("Open", None), ("Import's", "import")):
        worklists.create(workspace, project.id, name, Selection(), project.schemes, assigned_to=person)
    page = open_page(workspace, "tagging", project=project.id)
    choice = next(one for one in page.selectbox if one.label == "Worklist")
    assert choice.options[0] == "Mine (assigned to you)"
    assert set(choice.options) == {"Mine (assigned to you)", "Open", "All segments"}


def test_a_link_to_a_closed_worklist_says_so_and_offers_another(workspace, open_page, words):
    project = tagging_project(workspace)
    made = worklists.create(workspace, project.id, "Old", Selection(), project.schemes)
    workspace.ledger.worklists.close(project.id, made.id)
    page = open_page(workspace, "tagging", project=project.id, worklist=made.id)
    assert "is closed, or somebody else's" in words(page)
    assert page.query_params["worklist"] == worklists.everything(workspace, project.id).id


def test_owners_assign_and_close_worklists_but_never_the_standing_one(workspace, open_page):
    project = tagging_project(workspace)
    made = worklists.create(workspace, project.id, "Weak cell", Selection(), project.schemes)
    page = open_page(workspace, "tagging", project=project.id)
    assert [one.key for one in page.button if one.label == "Close"] == [f"close-{made.id}"]
    page.selectbox(key=f"assign-{made.id}").select("local").run()
    assert workspace.ledger.worklists.get(project.id, made.id).assigned_to == "local"
    page.button(key=f"close-{made.id}").click().run()
    assert [one.name for one in workspace.ledger.worklists.list(project.id)] == ["All segments"]


def test_owners_say_how_many_people_label_each_segment(workspace, open_page):
    project = tagging_project(workspace)
    made = worklists.create(workspace, project.id, "Twice", Selection(), ["formality"])
    page = open_page(workspace, "tagging", project=project.id)
    page.number_input(key=f"overlap-{made.id}-1").set_value(3).run()
    assert workspace.ledger.worklists.get(project.id, made.id).overlap == 3
    page.checkbox(key=f"shows-{made.id}-False").check().run()
    found = workspace.ledger.worklists.get(project.id, made.id)
    assert (found.overlap, found.shows_others) == (3, True)
    assert not page.exception
    assert page.selectbox(key=f"assign-{made.id}").disabled


def test_a_list_that_is_not_changed_offers_nothing_to_save(workspace, open_page):
    project = tagging_project(workspace)
    page = open_page(workspace, "tagging", project=project.id)
    assert not page.exception
    assert not [one for one in page.button if one.label.startswith("Save as version")]
    assert schemes.current(workspace, project.id, "domain").version == 1

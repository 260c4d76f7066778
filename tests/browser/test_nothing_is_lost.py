"""Whatever happens right after a key: reload, crash, no connection, sign-out. Nothing is lost, nothing is doubled."""

import json
import re

import pytest
from tagging_card import PATIENCE, labels, open_card, press, saved, tag, text
from tagging_project import tagging_project

from core.access.commands import add_account

pytestmark = pytest.mark.browser
PASSWORD = "mlima mrefu wa theluji"


def state(page) -> str:
    return page.locator(".save").text_content()


def pairs(seen):
    return [
        (shown, scheme, value) for shown in seen for scheme, value in (("formality", "formal"), ("domain", "health"))
    ]


def test_a_reload_right_after_a_key_keeps_the_choice(page, app_server):
    project = tagging_project(app_server.workspace, "Reloaded")
    open_card(page, app_server, project)
    seen = [tag(page)]
    first = text(page)
    press(page, "Digit5")
    page.wait_for_timeout(300)
    page.reload()
    page.locator('.card[data-state="item"]').wait_for(timeout=60_000)
    assert text(page) == first
    assert page.locator("input:checked").evaluate_all("all => all.map(one => one.value)") == ["formal"]
    press(page, "Digit2")
    saved(page)
    assert labels(app_server.workspace, project) == pairs([*seen, first])


def test_kill_9_of_the_server_loses_nothing_and_needs_no_reload(page, own_server):
    project = tagging_project(own_server.workspace)
    own_server.start()
    open_card(page, own_server, project)
    seen = [tag(page)]
    press(page, "Digit5")  # perhaps on its way when the server dies
    own_server.kill()
    seen.append(text(page))
    press(page, "Digit2")
    seen.append(tag(page))
    page.locator('.save[data-state="stuck"]').wait_for(timeout=PATIENCE)
    assert re.fullmatch(r"Not saved, [3-6] waiting", state(page))
    assert "kept in this browser" in page.locator(".trouble").text_content()
    assert page.locator("article.text").is_visible()
    own_server.start()
    saved(page)
    assert state(page).startswith("Saved ")
    assert labels(own_server.workspace, project) == pairs(seen)
    tag(page)
    saved(page)


def test_what_was_chosen_while_the_server_was_down_survives_a_closed_tab(page, own_server):
    project = tagging_project(own_server.workspace)
    own_server.start()
    open_card(page, own_server, project)
    own_server.kill()
    seen = [tag(page), tag(page)]
    context = page.context
    page.close()
    own_server.start()
    again = context.new_page()
    open_card(again, own_server, project)
    saved(again)
    assert labels(own_server.workspace, project) == pairs(seen)
    assert text(again) not in seen


def test_offline_choices_are_sent_in_order_when_the_connection_is_back(page, app_server):
    project = tagging_project(app_server.workspace, "Offline")
    open_card(page, app_server, project)
    page.context.set_offline(True)
    seen = [tag(page), tag(page)]
    press(page, "KeyU")
    page.locator('.save[data-state="stuck"]').wait_for(timeout=PATIENCE)
    page.context.set_offline(False)
    saved(page)
    assert labels(app_server.workspace, project) == [*pairs(seen), (seen[1], "domain", None)]


def test_a_lost_answer_is_asked_for_again_and_counts_once(page, app_server):
    project = tagging_project(app_server.workspace, "Lost answers")
    open_card(page, app_server, project)

    def recorded_but_unanswered(route):
        route.fetch()
        route.abort()

    page.route("**/labels", recorded_but_unanswered, times=2)
    seen = [tag(page)]
    saved(page)
    assert labels(app_server.workspace, project) == pairs(seen)


def test_two_tabs_keep_what_either_chose(page, app_server):
    project = tagging_project(app_server.workspace, "Two tabs")
    open_card(page, app_server, project)
    other = page.context.new_page()
    open_card(other, app_server, project)
    page.context.set_offline(True)
    press(page, "Digit5")
    press(other, "Digit1")
    # what one tab keeps reaches the other a moment later
    kept = "Object.keys(localStorage).filter(name => name.includes(':out:')).length === 2"
    page.wait_for_function(kept, timeout=PATIENCE)
    page.context.set_offline(False)
    saved(page)
    saved(other)
    assert sorted(value for _text, _scheme, value in labels(app_server.workspace, project)) == ["colloquial", "formal"]


def test_signed_out_choices_wait_and_are_sent_after_signing_in_again(page, own_server):
    ws = own_server.workspace
    ana = add_account(ws, "Ana", PASSWORD)
    project = tagging_project(ws, account_id=ana.id)
    own_server.start()
    sign_in(page, own_server)
    open_card(page, own_server, project)
    ws.ledger.sessions.revoke_all(ana.id)
    seen = [tag(page)]
    page.locator('.save[data-state="stuck"]').wait_for(timeout=PATIENCE)
    assert "You are signed out" in page.locator(".trouble").text_content()
    other = page.context.new_page()
    sign_in(other, own_server)
    page.bring_to_front()
    saved(page)
    assert labels(ws, project, ana.id) == pairs(seen)


def test_what_one_person_chose_is_never_sent_as_another(page, own_server):
    ws = own_server.workspace
    ana = add_account(ws, "Ana", PASSWORD)
    add_account(ws, "Ben", PASSWORD, is_admin=True)
    project = tagging_project(ws, account_id=ana.id)
    own_server.start()
    sign_in(page, own_server)
    open_card(page, own_server, project)
    page.context.clear_cookies()
    other = page.context.new_page()
    sign_in(other, own_server, "Ben")
    tag(page)
    page.locator('.save[data-state="stuck"]').wait_for(timeout=PATIENCE)
    assert "somebody else" in page.locator(".trouble").text_content()
    assert ws.ledger.events.latest(project.id) == 0


def test_a_refused_choice_is_shown_and_does_not_hold_up_the_others(page, app_server):
    project = tagging_project(app_server.workspace, "Refused")
    open_card(page, app_server, project)

    def spoilt(route):
        events = route.request.post_data_json
        for event in events:
            if event.get("scheme") == "formality":
                event["value"] = "very formal"
        route.continue_(post_data=json.dumps(events))

    page.route("**/labels", spoilt)
    shown = tag(page)
    page.locator(".trouble", has_text="was not accepted").wait_for(timeout=PATIENCE)
    saved(page)
    assert "“very formal” is not a value of Formality" in page.locator(".trouble").text_content()
    assert labels(app_server.workspace, project) == [(shown, "domain", "health")]
    page.unroute("**/labels")
    page.get_by_role("button", name="Send again").click()
    page.locator(".trouble").wait_for(state="hidden", timeout=PATIENCE)
    saved(page)
    assert labels(app_server.workspace, project)[-1] == (shown, "formality", "formal")


def test_without_room_in_the_browser_it_says_so_and_still_saves(page, app_server):
    project = tagging_project(app_server.workspace, "No room")
    open_card(page, app_server, project)
    page.evaluate("""() => { for (let size = 1e6; size >= 1; size /= 10)
        try { for (let n = 0; ; n++) localStorage.setItem(`x${size}-${n}`, "x".repeat(size)); } catch {} }""")
    page.context.set_offline(True)
    seen = [tag(page)]
    page.locator(".trouble", has_text="This browser keeps nothing").wait_for(timeout=PATIENCE)
    page.context.set_offline(False)
    saved(page)
    page.locator(".trouble").wait_for(state="hidden", timeout=PATIENCE)
    assert labels(app_server.workspace, project) == pairs(seen)


def sign_in(page, server, name="Ana") -> None:
    page.goto(f"{server.url}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{server.url}/")

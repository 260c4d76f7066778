"""A crawl from the browser: looked at first, watched, paused, gone on with, and its report."""

import re

import pytest
from multilingual_sites import help_folder, help_site, udhr_files, udhr_site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

CODES = ("eng", "spa", "swh", "rus", "arb", "hin", "tha", "jpn", "amh", "kor", "vie", "heb", "kat", "fra", "deu_1996")
MINUTE = 60_000


@pytest.fixture
def server(own_server, monkeypatch):
    """An app with a worker that may reach this machine."""
    monkeypatch.setenv("ISOGLOSS_ALLOWED_PRIVATE_HOSTS", "localhost")
    own_server.settings = own_server.settings.model_copy(update={"worker_autostart": True})
    own_server.workspace.ledger.projects.create("Rights")
    own_server.start()
    return own_server


def test_declaration_is_crawled_paused_and_gone_on_with(page, server, test_data):
    files = udhr_files(test_data)
    with udhr_site({code: files[code] for code in CODES}) as site:
        page.goto(f"{server.url}/collection?project=rights")
        page.get_by_role("tab", name="Web pages").click(timeout=MINUTE)
        page.get_by_label("Address of a page").fill(f"{site.url}/eng.html")
        page.get_by_role("button", name="Look at this page").click()
        page.get_by_text(re.compile("There are versions of this page in .*Spanish")).wait_for(timeout=MINUTE)
        for name, value in (("Links deep", "0"), ("Seconds between two pages of a site", "1")):
            page.get_by_role("spinbutton", name=name).fill(value)
            page.get_by_role("spinbutton", name=name).press("Tab")
        page.get_by_role("button", name="Fetch and add").click()
        page.get_by_text("Pages waiting").wait_for(timeout=2 * MINUTE)
        page.get_by_text(re.compile(r"paragraphs in \d+ languages after")).wait_for(timeout=MINUTE)
        page.get_by_role("button", name="Pause").click()
        page.get_by_text("The crawl is paused.").wait_for(timeout=MINUTE)
        paused = server.workspace.corpus("rights").open().count_rows()
        assert paused > 0
        page.get_by_role("button", name="Go on").click()
        page.get_by_text(re.compile("Last crawl: .* segments added from 15 pages, 0 pages refused")).wait_for(
            timeout=3 * MINUTE
        )
        assert all(site.asked_for(f"/{code}.html") == 1 + (code == "eng") for code in CODES)  # the look was one
    with server.workspace.snapshot("rights") as snapshot:
        total, linked = snapshot.sql("select count(*), count(parent_id) from segments", {}).to_pylist()[0].values()
    assert total > paused
    assert linked > 0.8 * total * 14 / 15


def test_help_is_crawled_from_its_sitemap(page, server, test_data):
    folder = help_folder(test_data)
    languages = ["en-US", "es", "fr", "de", "ru", "ja", "hi"]
    guide = sorted((folder / "en-US/text/swriter/guide").glob("*.html"))[:6]
    names = [str(path.relative_to(folder / "en-US")) for path in guide]
    with help_site(folder, languages, names) as site:
        page.goto(f"{server.url}/collection?project=rights")
        page.get_by_role("tab", name="Web pages").click(timeout=MINUTE)
        page.get_by_label("Address of a page").fill(f"{site.url}/en-US/{names[0]}")
        page.get_by_role("button", name="Look at this page").click()
        page.get_by_text(re.compile("paragraphs? on this page")).wait_for(timeout=MINUTE)
        page.get_by_role("textbox", name="Begin at these addresses too").fill(f"{site.url}/sitemap.xml")
        for name, value in (("Links deep", "0"), ("Seconds between two pages of a site", "0")):
            page.get_by_role("spinbutton", name=name).fill(value)
            page.get_by_role("spinbutton", name=name).press("Tab")
        page.get_by_role("button", name="Fetch and add").click()
        page.get_by_text(re.compile("Last crawl: .* segments added")).wait_for(timeout=3 * MINUTE)
    with server.workspace.snapshot("rights") as snapshot:
        found = snapshot.sql(
            "select string_split(declared_language, '-')[1] as tag, count(parent_id) / count(*) as linked"
            " from segments group by 1"
        )
    linked = {row["tag"]: row["linked"] for row in found.to_pylist()}
    assert set(linked) == {tag.partition("-")[0] for tag in languages}
    assert min(share for tag, share in linked.items() if tag != "en") > 0.25, linked

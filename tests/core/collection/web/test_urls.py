"""Addresses in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.collection.web.refusals import PageRefusedError, Reason
from core.collection.web.urls import Scope, canonical, joined, origin, page_key, site_of


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("http://example.org:80/a#part", "http://example.org/a"),
        ("https://example.org:443/", "https://example.org/"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("http://example.org/a/./b/../c", "http://example.org/a/c"),
        ("http://example.org/../../a/", "http://example.org/a/"),
        ("http://example.org/%7euser/%e4%b8%ad", "http://example.org/~user/%E4%B8%AD"),
        ("http://example.org/中文?q=ä b", "http://example.org/%E4%B8%AD%E6%96%87?q=%C3%A4%20b"),
        ("http://example.org/a?b=2&a=1&", "http://example.org/a?b=2&a=1&"),
        ("http://bücher.example./x", "http://xn--bcher-kva.example/x"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        (" http://exam\nple.org\\a ", "http://example.org/a"),
        ("http://example.org/100%", "http://example.org/100%25"),
    ],
)
def test_canonical(given_, wanted):
    assert canonical(given_) == wanted
    assert canonical(wanted) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "example.org", "ftp://example.org/", "javascript:alert(1)", "file:///etc/passwd", "http://", "http:///a",
     "http://exa mple.org/", "http://a:99999/", "http://[::1/", "http://[fe80::1%25eth0]/", "http://%00/",
     "http://example.org/" + "a" * 2000],
)  # fmt: skip
def test_what_is_no_web_address_is_refused_with_its_reason(text):
    with pytest.raises(PageRefusedError) as refusal:
        canonical(text)
    assert refusal.value.reason is Reason.NOT_AN_ADDRESS


@pytest.mark.parametrize(
    "text", ["http://user@example.org/", "http://user:secret@example.org/", "http://@example.org/"]
)
def test_credentials_are_refused(text):
    with pytest.raises(PageRefusedError) as refusal:
        canonical(text)
    assert refusal.value.reason is Reason.CREDENTIALS
    assert "secret" not in refusal.value.message


@given(st.text(), st.text(alphabet="abc/.%?=&é中 ;:@!~'\"|[]{}<>\\^`#+,"))
def test_canonical_is_idempotent_whatever_is_given(host, rest):
    for text in (f"http://example.org/{rest}", f"http://{host}/{rest}"):
        try:
            once = canonical(text)
        except PageRefusedError:
            continue
        assert canonical(once) == once
        assert once.isascii()
        assert " " not in once
        assert "#" not in once


def test_links_are_joined_and_what_cannot_be_fetched_is_none():
    base = "http://example.org/a/b"
    assert joined(base, "c?d#e") == "http://example.org/a/c?d"
    assert joined(base, "//other.example/x") == "http://other.example/x"
    assert joined(base, "?page=2") == "http://example.org/a/b?page=2"
    for link in ("mailto:a@b.c", "javascript:void(0)", "tel:+1", "data:text/html,x", "http://[", "http://u:p@x/"):
        assert joined(base, link) is None


def test_key_forgets_scheme_and_www_and_nothing_else():
    assert page_key("https://www.example.org/a?b") == page_key("http://example.org/a?b") == "example.org/a?b"
    assert page_key("http://example.org:8080/a") != page_key("http://example.org/a")
    assert page_key("http://example.org/a/") != page_key("http://example.org/a")
    assert site_of("https://www.example.org:8443/a") == "example.org:8443"
    assert origin("https://www.example.org:8443/a?b") == "https://www.example.org:8443"


def test_scope_is_a_site_and_a_path_at_whole_names():
    scope = Scope.around("https://www.example.org/es/", "es")
    inside = ["http://example.org/es", "https://www.example.org/es/", "https://example.org/es/a?b"]
    outside = [
        "http://example.org/estonia",
        "http://example.org/",
        "http://other.example/es/",
        "http://es.example.org/es/",
    ]
    assert [scope.contains(url) for url in inside] == [True] * 3
    assert [scope.contains(url) for url in outside] == [False] * 4
    assert Scope.around("http://example.org/a").contains("http://example.org/anything")

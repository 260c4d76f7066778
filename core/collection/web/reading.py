"""One page from bytes to paragraphs: charset, markup, text, links. Pure; runs in the reading process."""

from collections.abc import Iterable

from core.collection.web import extracting, markup
from core.collection.web.charsets import Decoded, decode
from core.collection.web.listing import is_packed, is_xml, read_listing
from core.collection.web.pages import Alternate, ListedPage, Page, ReadingTask
from core.collection.web.refusals import PageRefusedError, Reason

# The first bytes of things that servers now and then hand out as text.
_MAGIC = (
    b"PK\x03\x04",
    b"%PDF",
    b"\x1f\x8b",
    b"GIF8",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x28\xb5\x2f\xfd",
)
_START = 2_000


def read_page(task: ReadingTask, body: bytes) -> Page:
    """The page that `body` holds. A page without text has no paragraphs, which is no error here.

    Raises PageRefusedError where it is no text, cannot be decoded, or reserves the right of text and data mining.
    """
    if is_xml(task.content_type) or is_packed(body):
        return _list(task, body)
    if body.startswith(_MAGIC):
        raise _not_text("its first bytes are those of another kind of file")
    decoded = decode(body, task.content_type)
    if decoded.text[:_START].count("\0") > 0:
        raise _not_text("it holds bytes that no text holds")
    if "text/plain" in task.content_type.lower():
        return _plain(task, decoded)
    return _marked_up(task, decoded)


def _list(task: ReadingTask, body: bytes) -> Page:
    found = read_listing(body, task.url)
    if found is None:
        raise _not_text("it is neither a page nor a sitemap or feed")
    listed = tuple(ListedPage(url=one.url, alternates=_alternates(one.alternates)) for one in found.pages)
    return Page(url=task.url, is_list=True, listed=listed, lists=tuple(found.lists))


def _alternates(found: Iterable[tuple[str, str]]) -> tuple[Alternate, ...]:
    return tuple(Alternate(tag=tag, url=target) for tag, target in found)


def _plain(task: ReadingTask, decoded: Decoded) -> Page:
    _check_rights(markup.reserves_rights(None, task.tdm_reservation))
    extract = extracting.from_plain(decoded.text)
    return _page(task, decoded, extract, declared_language=markup.tag_of(task.content_language))


def _marked_up(task: ReadingTask, decoded: Decoded) -> Page:
    tree = markup.parse(decoded.text)
    _check_rights(markup.reserves_rights(tree, task.tdm_reservation))
    if tree is None:
        return _page(task, decoded, extracting.Extract([], []))
    follow = not markup.forbids_following(tree, task.robots_tag)
    facts = {
        "declared_language": markup.declared_language(tree, task.content_language),
        "licence": markup.licence(tree, task.url, task.link),
        "alternates": _alternates(markup.alternates(tree, task.url, task.link)),
        "feeds": tuple(markup.feeds(tree, task.url)),
        "links": tuple(markup.links(tree, task.url)) if follow else (),
    }
    extract = extracting.from_markup(tree, task.url)
    made_by_script = not extract.everything and markup.is_made_by_script(tree)
    return _page(task, decoded, extract, made_by_script=made_by_script, **facts)


def _page(task: ReadingTask, decoded: Decoded, extract: extracting.Extract, **facts: object) -> Page:
    chosen = extract.article if task.reading == "article" else extract.everything
    known = {
        "url": task.url,
        "paragraphs": tuple(block.text for block in chosen),
        "marks": tuple(block.mark for block in chosen),
        "article": len(extract.article),
        "everything": len(extract.everything),
        "title": extract.title,
        "author": extract.author,
        "date": extract.date,
        "charset": decoded.charset,
        "charset_guessed": decoded.guessed,
    }
    return Page.model_validate(known | facts)


def _check_rights(reserved: bool) -> None:
    if reserved:
        raise PageRefusedError(
            Reason.RIGHTS_RESERVED,
            "The page reserves the right of text and data mining (tdm-reservation).",
            hint="Ask the owner of the rights for a licence.",
        )


def _not_text(why: str) -> PageRefusedError:
    return PageRefusedError(Reason.WRONG_TYPE, f"The server calls it a text, but {why}.")

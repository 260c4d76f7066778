"""A tree of markup cut into its paragraphs, in order.

A block element begins and ends a paragraph, an inline one (bold, a link) never does; `br` is a line break within one,
two of them in a row part it. The walk needs no recursion, so deep nesting cannot break it.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

_HTML = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
# Not text at all, or not the page's: menus, footers, forms, side columns. (A `header` often holds the first paragraph.)
_NOT_THE_PAGE = (
    "aside button dialog footer form head iframe math menu nav noscript object option script select style svg template "
    "textarea title"
)
_EXTRACTED = "ab body cell code head item list p quote row table"  # trafilatura's own markup
BLOCKS, SKIPPED, EXTRACTED_BLOCKS = (frozenset(names.split()) for names in (_HTML, _NOT_THE_PAGE, _EXTRACTED))
_SKIPPED_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu"})
_MOSTLY_LINK = 0.8
_SPACES = re.compile(r"[ \t\r\n\f\v]+")  # the no-break space is kept: it is somebody's choice
_LINE, _KEPT_LINE = "\u2028", "\n"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph; `is_link` where nearly all of it is link text (a menu's entry).

    `mark` tells the element that holds it: its name, and its id where it has one (`h2#intro`, `p`); a menu's entry has
    an `/a` behind the name (`li/a`).
    """

    text: str
    is_link: bool
    mark: str = "p"


@dataclass(slots=True)
class _Paragraph:
    pieces: list[str] = field(default_factory=list)
    characters: int = 0
    in_links: int = 0

    def add(self, text: str | None, *, linked: bool) -> None:
        if text:
            self.pieces.append(text)
            size = len(text) - text.count(" ")
            self.characters += size
            self.in_links += size if linked else 0

    def take(self, holder: etree._Element) -> list[Block]:
        texts = tidy_paragraphs("".join(self.pieces))
        is_link = self.in_links >= _MOSTLY_LINK * max(self.characters, 1)
        self.pieces, self.characters, self.in_links = [], 0, 0
        return [Block(text, is_link, _mark(holder, is_link=is_link)) for text in texts]


def blocks(root: etree._Element, *, extracted: bool = False) -> list[Block]:
    """The paragraphs below `root`: of a page, or of what trafilatura extracted (`extracted`)."""
    parting = EXTRACTED_BLOCKS if extracted else BLOCKS
    found: list[Block] = []
    paragraph, links, holders = _Paragraph(), 0, [root]
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else None
        skipped = tag is None or (not extracted and element is not root and _is_skipped(element))
        if event == "start":
            if skipped:
                walk.skip_subtree()
                continue
            if tag in parting:
                found += paragraph.take(holders[-1])
                holders.append(element)
            elif tag in ("br", "lb"):
                paragraph.add(_LINE, linked=False)
            links += tag == "a"
            paragraph.add(_as_it_stands(element, element.text), linked=links > 0)
        else:
            if not skipped:
                links -= tag == "a"
            if tag in parting or (skipped and tag in BLOCKS):
                found += paragraph.take(holders[-1])
                if not skipped:
                    holders.pop()
            if element is not root:
                paragraph.add(_as_it_stands(element.getparent(), element.tail), linked=links > 0)
    return found + paragraph.take(root)


def tidy_paragraphs(text: str) -> list[str]:
    """`text` with runs of white space as one space; parted where two line breaks follow each other."""
    lines = [_SPACES.sub(" ", line).strip() for line in text.split(_LINE)]
    joined = re.split(r"\n{2,}", _KEPT_LINE.join(lines))
    return [part.strip() for part in joined if part.strip()]


def _mark(holder: etree._Element, *, is_link: bool) -> str:
    name, kind = holder.get("id") or "", f"{holder.tag}/a" if is_link else str(holder.tag)
    return f"{kind}#{name[:80]}" if name else kind


def _is_skipped(element: etree._Element) -> bool:
    return (
        element.tag in SKIPPED
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or (element.get("role") or "").lower() in _SKIPPED_ROLES
    )


def _as_it_stands(element: etree._Element | None, text: str | None) -> str | None:
    """Text in which line breaks are kept: that of `pre`."""
    if text and element is not None and element.tag in ("pre", "code"):
        return text.replace("\n", _LINE)
    return text

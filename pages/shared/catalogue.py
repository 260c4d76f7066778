"""Make the template of the catalogue: `make words` collects every interface text into data/locale/isogloss.pot.

Texts are the literal arguments of `_`, `many` and `mark` in pages/ and core/, and the sentences of data/contributing. A
translation is a copy of the template named by its language tag (`sw.po`), filled in; nothing needs compiling.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from core.settings import ROOT
from core.words import LOCALE

TEMPLATE = LOCALE / "isogloss.pot"
TOLD = ("phase", "unit")  # keywords of a job's progress
CALLS = {"JobKind": (1,), "_": (0,), "mark": (0,), "many": (1, 2)}  # which arguments are interface texts


def texts_in(path: Path) -> Iterator[tuple[str, int]]:
    """(text, line) of each interface text in a Python file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        for keyword in node.keywords:
            if keyword.arg in TOLD:
                yield from _literals(keyword.value)
        if not (isinstance(node.func, ast.Name) and node.func.id in CALLS):
            continue
        for position in CALLS[node.func.id]:
            if position < len(node.args):
                yield from _literals(node.args[position])


def texts_of_data() -> Iterator[tuple[str, Path]]:
    """(text, file) of each sentence that contributors read and that stands in a data file."""
    from core.collection.contributing import keyboards, prompts, statement

    for one in statement.statements().values():
        for text in (one.title, *one.paragraphs):
            yield text, statement.FILE
    for text in prompts.prompts().texts():
        yield text, prompts.FILE
    for text in keyboards.hints():
        yield text, keyboards.FILE


def _literals(node: ast.expr) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value, node.lineno
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def texts_of_tables() -> Iterator[tuple[str, str]]:
    """(text, file) of each interface text that stands in a table rather than in a call."""
    from core.tagging.schemes import presets
    from pages.shared.registry import PAGES

    yield from ((page.title, "pages/shared/registry.py") for page in PAGES)
    for name, scheme in presets().items():
        texts = [scheme.name, scheme.question]
        texts += [text for value in scheme.values for text in (value.label, value.description)]
        yield from ((text, f"data/schemes/{name}.json") for text in texts if text)


def template() -> str:
    """The template as text: every interface text with the files it stands in."""
    from io import BytesIO

    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    catalogue = Catalog(project="Isogloss", charset="utf-8")
    for folder in ("core", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for text, _line in texts_in(path):
                catalogue.add(text, locations=[(str(path.relative_to(ROOT)), 0)])
    for text, path in texts_of_data():
        catalogue.add(text, locations=[(str(path.relative_to(ROOT)), 0)])
    for text, name in texts_of_tables():
        catalogue.add(text, locations=[(name, 0)])
    out = BytesIO()
    write_po(out, catalogue, omit_header=True, sort_output=True, include_lineno=False, width=100)
    return out.getvalue().decode("utf-8")


if __name__ == "__main__":
    LOCALE.mkdir(exist_ok=True)
    TEMPLATE.write_text(template(), encoding="utf-8")

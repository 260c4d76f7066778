"""The text that is given out: frozen, exported, trained on. Normalised and redacted where the filter's policy says so.

A person may have chosen the form of a single text (`singly`); that outweighs the policy.

The stored text never changes, and labels, spans and offsets refer to it; so both can be undone by another policy. A
data version gives its text as the policy that it pins says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.cleaning.personal.spans import from_json, redact
from core.corpus.flaws import own_form_sql
from core.limits import PersonalData
from core.own_labels import NORMALISED
from core.records import FilterPolicy

if TYPE_CHECKING:
    import pyarrow as pa

    from core.corpus.snapshot import Snapshot

READ = {  # what `given_out` reads beside text
    "stored_normalised": "s.normalised",
    "stored_personal": "s.personal_data",
    "own_form": own_form_sql("s"),
}
REDACTED = "redacted"


def form(policy: FilterPolicy) -> str:
    """What is done to texts, as words that a hash and a manifest can hold; "" where they are as stored."""
    done = [NORMALISED] if policy.use_normalised else []
    done += [REDACTED] if policy.personal_data is PersonalData.REDACT else []
    return " ".join(done)


def is_as_stored(snapshot: Snapshot) -> bool:
    """Whether all texts are given out as they are stored: the policy says so, and nobody chose otherwise for any."""
    chosen = f"select count(*) as n from segments s where s.normalised is not null and {own_form_sql('s')} = $form"  # noqa: S608
    return not form(snapshot.policy) and not snapshot.sql(chosen, {"form": NORMALISED})["n"][0].as_py()


def given_out(table: pa.Table, policy: FilterPolicy) -> pa.Table:
    """A table with `text` and READ: the text as it is given out, READ gone."""
    import pyarrow as pa

    rest = table.drop_columns(list(READ))
    given = zip(*(table[name].to_pylist() for name in ("text", *READ)), strict=True)
    texts = [text_of(text, normalised, personal, policy, own) for text, normalised, personal, own in given]
    return rest.set_column(rest.schema.get_field_index("text"), "text", pa.array(texts, pa.string()))


def text_of(
    text: str, normalised: str | None, personal: str | None, policy: FilterPolicy, own: str | None = None
) -> str:
    """One text as it is given out; `normalised` and `personal` are the stored columns, `own` the form that a person
    chose for it."""
    is_other = normalised is not None and (policy.use_normalised if own is None else own == NORMALISED)
    given = normalised if is_other and normalised is not None else text
    if personal is None or policy.personal_data is not PersonalData.REDACT:
        return given
    return redact(given, from_json(personal, normalised=is_other))

"""Worklists: which segments wait, in which order they are handed to somebody.

A segment waits while it lacks a value in one of the worklist's schemes. Order: as the segments arrived, one of each
language in turn, so that a large language does not crowd out a small one; segments without a language come last.
Somebody who named the languages they know gets those alone, unless the worklist was assigned to them.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import ConflictError, InvalidInputError
from core.records import LOCAL_ACCOUNT, Account, Selection, Verdict, Worklist
from core.tagging import schemes
from core.tagging.overlapping import Overlaps
from core.tagging.projection import OWN_COLUMNS
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

PER_LANGUAGE = 300
AT_MOST = 3000
MOST_PEOPLE = 9
NOT_LEFT_OUT = (Verdict.KEEP, Verdict.REVIEW, Verdict.UNKNOWN, Verdict.UNSUPPORTED, "")  # "": not identified yet


def everything(ws: Workspace, project_id: str) -> Worklist:
    """The project's standing worklist: all segments that are not left out, by all its schemes.

    Made when missing; it follows the project when that switches schemes on or off.
    """
    project = ws.ledger.projects.get(project_id)
    made = ws.ledger.worklists.create(
        project_id,
        "All segments",
        Selection(verdicts=NOT_LEFT_OUT),
        project.schemes,
        reason="Everything that the filter keeps and nobody has tagged yet.",
        worklist_id=f"{project_id}-all",
    )
    if made.schemes == project.schemes:
        return made
    return ws.ledger.worklists.set_schemes(project_id, made.id, project.schemes)


def create(
    ws: Workspace,
    project_id: str,
    name: str,
    selection: Selection,
    scheme_ids: Sequence[str],
    *,
    reason: str = "",
    assigned_to: str | None = None,
    goal: int | None = None,
    account_id: str = LOCAL_ACCOUNT.id,
    key: str | None = None,
    overlap: int = 1,
    shows_others: bool = False,
) -> Worklist:
    """Make a worklist; with `key` (of the client's request) a second call gives the same one.

    `overlap` people label each segment, at most MOST_PEOPLE; with `shows_others` they may see what the others said once
    they are done with it. Raises InvalidInputError (name, overlap), NotFoundError (a scheme that does not exist).
    """
    _check_overlap(overlap, assigned_to, scheme_ids)
    for scheme_id in scheme_ids:
        schemes.current(ws, project_id, scheme_id)
    made = ws.ledger.worklists.create(
        project_id,
        name,
        selection,
        tuple(scheme_ids),
        reason=reason,
        assigned_to=assigned_to,
        goal=goal,
        created_by=account_id,
        worklist_id=key,
        overlap=overlap,
        shows_others=shows_others,
    )
    if made.project_id != project_id:
        raise ConflictError("This key belongs to a worklist of another project.", hint="Send a new key.")
    return made


def set_overlap(ws: Workspace, worklist: Worklist, overlap: int, *, shows_others: bool) -> Worklist:
    """Ask `overlap` people for each segment from now on; what was labelled before counts.

    Raises NotFoundError, InvalidInputError (too many, or the worklist is one person's).
    """
    _check_overlap(overlap, worklist.assigned_to, worklist.schemes)
    return ws.ledger.worklists.set_overlap(worklist.project_id, worklist.id, overlap, shows_others)


def _check_overlap(overlap: int, assigned_to: str | None, scheme_ids: Sequence[str]) -> None:
    if not 1 <= overlap <= MOST_PEOPLE:
        raise InvalidInputError(f"{overlap} people cannot be asked for.", hint=f"Ask for 1 to {MOST_PEOPLE}.")
    if overlap > 1 and assigned_to is not None:
        raise InvalidInputError(
            f"One person alone cannot label each segment {overlap} times.", hint="Leave the worklist open to everybody."
        )
    if overlap > 1 and not scheme_ids:
        raise InvalidInputError("Nothing is asked of these people.", hint="Choose a scheme.")


def candidates(
    snapshot: "Snapshot",
    worklist: Worklist,
    account: Account,
    without: Collection[str],
    several: Overlaps | None = None,
) -> list[str]:
    """Ids of waiting segments in their order, at most AT_MOST; those in `without` are passed over.

    With `several` (the worklist asks several people) those that others have begun come first, most begun before all.
    """
    condition, parameters = waiting_in(worklist, several)
    segments, order, begun = "segments", "number", several.begun() if several else {}
    known = known_tags(worklist, account)
    if known:
        condition += " and (tag is null or list_contains($known, split_part(tag, '-', 1)))"
        parameters["known"] = sorted(known)
    if without:
        condition += " and id not in (select unnest($without))"
        parameters["without"] = sorted(without)
    if begun:
        segments = "segments left join (select unnest($begun) as id, unnest($people) as people) using (id)"
        order = "people desc nulls last, number"
        parameters |= {"begun": list(begun), "people": list(begun.values())}
    query = f"""select id from (
            select id, tag, row_number() over (partition by tag order by {order}) as turn
            from {segments} where {condition} qualify turn <= {PER_LANGUAGE}
        ) order by tag is null, turn, tag limit {AT_MOST}"""  # noqa: S608 — the program's own words; values are bound
    found = snapshot.sql(query, parameters)
    return [str(segment_id) for segment_id in found["id"].to_pylist()]


def of_language(worklist: Worklist, language: str) -> Worklist:
    """The part of a worklist that is in one language (a tag; "" where it is unknown)."""
    chosen = worklist.selection.languages
    if chosen and language not in chosen:
        raise InvalidInputError(f"The worklist “{worklist.name}” has nothing in “{language}”.", hint="Choose another.")
    return replace(worklist, selection=replace(worklist.selection, languages=(language,)))


def waits(worklist: Worklist) -> tuple[str, dict[str, object]]:
    """The condition, with its parameters, that a segment lacks a value in one of the worklist's schemes."""
    conditions, parameters = [], dict[str, object]()
    for place, scheme_id in enumerate(worklist.schemes):
        if scheme_id in OWN_COLUMNS:
            conditions.append(f"{scheme_id} is null")
        else:
            conditions.append(f"json_extract_string(labels, $scheme_{place}) is null")
            parameters[f"scheme_{place}"] = f'$."{scheme_id}"'
    return f"({' or '.join(conditions) or 'false'})", parameters


def waiting_in(worklist: Worklist, several: Overlaps | None) -> tuple[str, dict[str, object]]:
    """The condition, with its parameters, that a segment of the worklist needs somebody.

    Labels of the first people must not take a segment out of a worklist of what is not tagged yet before the others had
    it: what somebody finished since the worklist was made stays in it.
    """
    from core.corpus.selecting import where

    selected, parameters = where(worklist.selection)
    if several is None:
        waiting, more = waits(worklist)
        return f"({selected}) and {waiting}", parameters | more
    opened, more = where(opened_up(worklist.selection))  # a part of the same parameters
    parameters |= more | {"done": several.done(), "since": sorted(several.since)}
    kept = f"(({opened}) and id in (select unnest($since::varchar[])))"
    return f"(({selected}) or {kept}) and id not in (select unnest($done::varchar[]))", parameters


def opened_up(selection: Selection) -> Selection:
    """The selection without those of its conditions that a label may break."""
    return replace(
        selection,
        untagged_by=None,
        formality=() if "" in selection.formality else selection.formality,
        domains=() if "" in selection.domains else selection.domains,
    )


def whole(selection: Selection) -> Selection:
    """The selection as it is when the work is done: without the conditions that something is not tagged yet."""
    return replace(
        selection,
        untagged_by=None,
        formality=tuple(value for value in selection.formality if value),
        domains=tuple(value for value in selection.domains if value),
    )


def known_tags(worklist: Worklist, account: Account) -> frozenset[str]:
    """The base languages to hand to this person; empty for all."""
    if worklist.assigned_to == account.id:
        return frozenset()
    return frozenset(tag.split("-", 1)[0] for tag in account.languages)

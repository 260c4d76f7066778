"""Agreeing: a contributor's consent to the statement, under a licence; each consent has a source of its own.

So everything that was given under one consent can be found, and erased, as one source.
"""

import uuid
from hashlib import blake2b

from core.access import require
from core.collection.contributing import statement
from core.errors import ConflictError, InvalidInputError
from core.records import Account, Consent, Origin, Role, Source
from core.workspace import Workspace

KIND = "contribution"


def give(
    ws: Workspace,
    account: Account,
    project_id: str,
    *,
    version: int,
    licence: str,
    shown: tuple[str, ...] = (),
    language: str = "en",
) -> Consent:
    """Record that an account agreed to the statement; agreeing twice is agreeing once.

    `shown` are the paragraphs as they stood on the page, `language` is theirs; by default the English ones. Raises
    PermissionDeniedError (no member), ConflictError (not the version in force), InvalidInputError (licence).
    """
    require(ws, account, project_id, Role.ANNOTATOR)
    words = statement.at(version)
    if version != statement.current().version:
        raise ConflictError("The statement has a newer version.", hint="Load the page again and read that one.")
    if licence not in words.licences:
        raise InvalidInputError(
            f"“{licence}” is not offered for contributions.", hint=f"Choose one of {', '.join(words.licences)}."
        )
    name = uuid.uuid4().hex
    consent = ws.ledger.consents.give(
        Consent(
            id=name,
            project_id=project_id,
            account_id=account.id,
            statement=version,
            statement_hash=statement.words_hash(shown or words.paragraphs),
            language=language,
            licence=licence,
            source_id=blake2b(f"{project_id}\0{name}".encode(), digest_size=12).hexdigest(),
        )
    )
    if consent.id == name:
        detail = {"statement": str(version), "licence": licence}
        ws.ledger.audit.append(account.id, "consent.give", name, project_id=project_id, detail=detail)
    return consent


def in_force(ws: Workspace, project_id: str, account_id: str) -> Consent | None:
    """The newest consent to the present statement that was not withdrawn."""
    version = statement.current().version
    given = ws.ledger.consents.of_account(project_id, account_id)
    return next((one for one in given if one.withdrawn_at is None and one.statement == version), None)


def needed(ws: Workspace, project_id: str, account_id: str) -> Consent:
    """The consent in force. Raises ConflictError without one."""
    consent = in_force(ws, project_id, account_id)
    if consent is None:
        raise ConflictError(
            "You have not agreed to the statement for contributors of this project.",
            hint="Read it under Collect, Contribute, and agree; you may withdraw at any time.",
        )
    return consent


def source_of(ws: Workspace, account: Account, consent: Consent) -> Source:
    """The source of what is given under a consent, made when first needed. Raises ConflictError once it is erased."""
    given = consent.given_at.date().isoformat() if consent.given_at else ""
    return ws.ledger.sources.add(
        Source(
            id=consent.source_id,
            project_id=consent.project_id,
            kind=KIND,
            name=account.name,
            identity=f"contribution:{consent.id}",
            locator=account.id,
            origin=Origin.EXPERT,
            licence=consent.licence,
            consent=f"statement {consent.statement}, {given}",
        )
    )

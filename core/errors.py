"""Every error that a user can meet, typed.

The message says what happened and with which value; `hint` says what to do about it. Pages, the API and the
command line show both and never a traceback for these. `status` is the HTTP status the API answers with.
"""


class IsoglossError(Exception):
    """Root of all errors that are meant to be read by a user."""

    status = 400

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InvalidInputError(IsoglossError):
    """A value given by the user cannot be used."""

    status = 422


class NotFoundError(IsoglossError):
    """What was asked for is not there."""

    status = 404


class ConflictError(IsoglossError):
    """The request contradicts the present state (a name is taken, a lease is held by somebody else)."""

    status = 409


class PermissionDeniedError(IsoglossError):
    """The acting account may not do this."""

    status = 403


class SignInRequiredError(IsoglossError):
    """Nobody is signed in, and this server requires it."""

    status = 401


class UnreadableFileError(InvalidInputError):
    """A file as a whole cannot be read (unknown format, damaged, too large); single bad rows never raise this."""


class FetchRefusedError(InvalidInputError):
    """A web address was refused: private network, robots.txt, size, type or too many redirects."""


class ModelMissingError(IsoglossError):
    """A model is not in the store and could not be fetched."""

    status = 409


class MissingPartError(IsoglossError):
    """An optional package or system program is not installed; the hint holds the exact command."""

    status = 409


class WorkspaceVersionError(IsoglossError):
    """The workspace was written by a newer version of Isogloss; it was not touched."""

    status = 409


class WorkerBusyError(IsoglossError):
    """Another worker process holds this workspace."""

    status = 409


class JobCancelledError(IsoglossError):
    """A job was cancelled by a person while it ran."""

    status = 409


class IncomparableScoresError(InvalidInputError):
    """Two scores were to be compared whose signatures differ."""

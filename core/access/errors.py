"""Errors of signing in that are not already in core.errors."""

from core.errors import IsoglossError


class SignInFailedError(IsoglossError):
    """Name or password is wrong; which of them is not said."""

    status = 401


class TooManyAttemptsError(IsoglossError):
    """Too many failed sign-ins in a short time."""

    status = 429

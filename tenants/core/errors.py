"""What can go wrong, in words a clerk can act on. Every refusal carries a status, a stable code and a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tenants.core.words import _


class Problem(Exception):
    """A refusal that a door turns into a page, a JSON body (RFC 9457) or a socket reply.

    ``message`` says what happened, why, and what to do next. ``fields`` maps input names to lists of sentences.
    """

    status = 400
    code = "problem"

    def __init__(
        self, message: Any, *, code: str | None = None, fields: Mapping[str, list[Any]] | None = None
    ):
        super().__init__(str(code or self.code))
        self.message = message
        self.code = code or self.code
        self.fields = dict(fields or {})


class NotSignedIn(Problem):
    """Nobody is signed in, or the session has ended."""

    status = 401
    code = "not_signed_in"

    def __init__(self, message: Any = None):
        super().__init__(
            message or _("You are not signed in, or your session has ended. Sign in and try again.")
        )


class Forbidden(Problem):
    """The seat belongs to this tenant but its roles do not allow the act."""

    status = 403
    code = "forbidden"


class NotFound(Problem):
    """Absent, or somebody else's: the two are not told apart."""

    status = 404
    code = "not_found"

    def __init__(self) -> None:
        super().__init__(
            _("This matter cannot be seen here. It does not exist, or it belongs to another organisation.")
        )


def _as_it_is(_name: str, value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Wording:
    """How a form names its fields, and how it shows what is in them: a code's words, for instance."""

    labels: Mapping[str, Any]
    shown: Callable[[str, Any], Any] = _as_it_is


class Conflict(Problem):
    """Somebody changed the row first. ``theirs`` and ``yours`` hold both texts, by field; ``wording`` is for people."""

    status = 409
    code = "conflict"

    def __init__(
        self,
        message: Any,
        *,
        theirs: Mapping[str, Any],
        yours: Mapping[str, Any],
        wording: Wording,
        changed_by: str = "",
    ):
        super().__init__(message)
        self.theirs = dict(theirs)
        self.yours = dict(yours)
        self.wording = wording
        self.changed_by = changed_by

    def differences(self) -> list[dict[str, Any]]:
        """Return both texts of each field as a page shows them: ``label``, ``theirs``, ``yours``."""
        shown = self.wording.shown
        return [
            {
                "label": self.wording.labels[name],
                "theirs": shown(name, text),
                "yours": shown(name, self.yours[name]),
            }
            for name, text in self.theirs.items()
        ]


class NotAllowedNow(Problem):
    """The rule of the state machine forbids this act in the present state."""

    status = 409
    code = "not_allowed_now"


class TooLarge(Problem):
    """The upload is larger than allowed."""

    status = 413
    code = "too_large"


class Unsupported(Problem):
    """The kind of file or body is not accepted."""

    status = 415
    code = "unsupported"


class Invalid(Problem):
    """The input does not have the right shape; ``fields`` says where."""

    status = 422
    code = "invalid"

    def __init__(self, fields: Mapping[str, list[Any]], message: Any = None):
        super().__init__(message or _("Some fields need correcting. Nothing was saved."), fields=fields)


class TooMany(Problem):
    """Too many attempts; ``retry_after`` is in seconds."""

    status = 429
    code = "too_many"

    def __init__(self, message: Any, retry_after: int):
        super().__init__(message)
        self.retry_after = retry_after

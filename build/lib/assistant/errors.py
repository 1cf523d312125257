"""Every failure the program can explain: one base class, a few children.

An error carries facts in fields; ``str(error)`` is one Japanese line that says what happened and what to do next.
"""

from __future__ import annotations


class AssistantError(Exception):
    """A fault of the input or the set-up. The command line prints it and exits with 2."""


class InputError(AssistantError):
    """What the caller gave cannot be used: an empty question, an unknown filter, a bad number."""


class LocatedError(AssistantError):
    """A fault of something at a path. ``reason`` says what is wrong with it, ``advice`` what to do next."""

    def __init__(self, path: str, reason: str, advice: str) -> None:
        super().__init__(f"{path}: {reason}。{advice}")
        self.path = path
        self.reason = reason
        self.advice = advice


class CorpusError(LocatedError):
    """The corpus cannot be read: missing, empty, or nothing in it is a readable table."""


class IndexUnavailableError(LocatedError):
    """The index cannot be opened or written: missing, damaged, of another model or schema, locked, read-only."""


class ModelError(LocatedError):
    """The embedding model cannot be loaded, or does not give the vectors it should."""


class ServerError(AssistantError):
    """The server cannot start: the port is in use or may not be opened."""

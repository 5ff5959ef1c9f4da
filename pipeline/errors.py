"""Our own troubles. A sender's trouble is never an exception: it is a ``Finding``."""


class PipelineError(Exception):
    """A fault that stops a run. ``exit_code`` is what the command line ends with.

    ``do_next`` says, in one sentence, what the person at the keyboard can do about it.
    The message never carries anything that a form said.
    """

    exit_code = 70

    def __init__(self, message: str, do_next: str = "") -> None:
        super().__init__(message)
        self.do_next = do_next


class WrongCommand(PipelineError):
    """The command cannot be carried out as typed."""

    exit_code = 2


class LibraryBroken(PipelineError):
    """A schema, protocol, words file or template cannot be used."""

    exit_code = 3


class InboxUnreadable(PipelineError):
    """The inbox cannot be listed or read."""

    exit_code = 4


class OutboxUnwritable(PipelineError):
    """The outbox, a mailbox or the record cannot be written."""

    exit_code = 5


class PdfUnavailable(PipelineError):
    """The libraries that lay out PDF pages are not installed; everything else still works."""

    exit_code = 70


class DocumentUnmade(PipelineError):
    """One document could not be made; the one before, if there is one, stays in its place."""

    exit_code = 70


class RecordBroken(PipelineError):
    """The record is not what was written: an original or a line of the log was changed or is missing."""

    exit_code = 5


class TextTooLong(PipelineError):
    """An answer is longer than a file of the wanted kind can hold: hand it over in another kind, never cut.

    ``path`` is the answer's path in the filled form.
    """

    exit_code = 70

    def __init__(self, path: tuple[str | int, ...], limit: int) -> None:
        super().__init__(f"an answer is longer than the {limit} characters that fit")
        self.path = path

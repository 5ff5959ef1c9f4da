"""What a command works with: folders, library, clock. The one place that looks them up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from pipeline.apart.reader import reader_for
from pipeline.errors import LibraryBroken, OutboxUnwritable, WrongCommand
from pipeline.model.finding import Checked
from pipeline.model.submission import FilledForm
from pipeline.rulebook.library import FIRST_LANGUAGE, Library
from pipeline.rulebook.words import Words
from pipeline.storage import durable
from pipeline.storage.inbox import Inbox
from pipeline.storage.library import load
from pipeline.storage.record import Record
from pipeline.storage.rights import PRIVATE, SHARED
from pipeline.storage.settings import FILE, Settings, load_settings


@dataclass(frozen=True)
class Workspace:
    """Folders and clock of one command. ``clock`` gives the moment in the time of the place."""

    folder: Path
    clock: Callable[[], datetime]

    @cached_property
    def settings(self) -> Settings:
        return load_settings(self.folder)

    @cached_property
    def library(self) -> Library:
        library = load(self.settings.schemas, self.settings.templates)
        settings, languages = self.settings, library.languages
        nation = library.nation_named(settings.nation)
        protocol = library.protocol_called(settings.protocol)
        chosen = {
            "protocol": protocol.name if protocol else settings.protocol,
            "nation": nation.title if nation else settings.nation,
            "language": library.language_named(settings.language) or settings.language,
        }
        defaults = {about: name for about, name in chosen.items() if name}
        for about, known in (
            ("protocol", library.protocols),
            ("nation", library.nations),
            ("language", [*languages, *languages.values()]),
        ):
            if about in defaults and defaults[about] not in known:
                # It would stand in every blank set-up, and each one would come back.
                raise WrongCommand(
                    f"{FILE}: defaults.{about} is “{defaults[about]}”, which the schemas do not have.",
                    f"Known: {'; '.join(sorted(known))}.",
                )
        return replace(library, defaults=defaults) if defaults else library

    @cached_property
    def words(self) -> Words:
        """The words of the terminal: those of the library's first language."""
        if FIRST_LANGUAGE not in self.library.words:
            missing = f"There is no words file in {FIRST_LANGUAGE} in templates/words."
            raise LibraryBroken(missing, "Restore it from the project.")
        return self.library.words_in(FIRST_LANGUAGE)

    def read(self, content: bytes) -> Checked[FilledForm]:
        """The filled form in the bytes of a file, or the finding that says why there is none.

        Read in a process of its own: this one never unpacks what somebody dropped.
        """
        return reader_for(self.library).read(content)

    @property
    def today(self) -> date:
        return self.clock().date()

    @cached_property
    def inbox(self) -> Inbox:
        settings = self.settings
        return Inbox(settings.inbox, settings.record, SHARED if settings.shared_mailboxes else PRIVATE)

    def record(self) -> Record:
        """The record as it stands on the disk now."""
        return Record(self.settings.record)

    def case_folder(self, reference: str, rcpc: date) -> Path:
        """Where the documents of one case in one period lie."""
        return self.settings.outbox / reference / rcpc.isoformat()

    def prepare(self) -> None:
        """Makes the folders of a workspace that is used for the first time.

        An inbox that the record remembers was there before: where it is missing, its share went away, most
        likely. It is not made anew, because an empty folder in its place would hide what waits in it. Raises
        InboxUnreadable then, and where another inbox stands in its place.
        """
        if self.inbox.is_known or (not self.settings.inbox.is_dir() and self.record().entries):
            self.inbox.check()
        for folder in (self.settings.inbox, self.settings.outbox, self.settings.record):
            try:
                durable.make_folder(folder)
            except OSError as fault:
                raise OutboxUnwritable(
                    f"The folder {shown(self, folder)} cannot be written ({fault.strerror}).",
                    "Check that it is a folder and that you may write it.",
                ) from None
        self.inbox.adopt()


def shown(workspace: Workspace, folder: Path) -> str:
    """A folder as people know it: from the workspace on, where it lies in it."""
    return str(folder.relative_to(workspace.folder) if folder.is_relative_to(workspace.folder) else folder)


def clock_for(today: date | None) -> Callable[[], datetime]:
    """The machine's clock, or the same with another day on it."""

    def now() -> datetime:
        moment = datetime.now().astimezone()
        return moment if today is None else moment.replace(year=today.year, month=today.month, day=today.day)

    return now

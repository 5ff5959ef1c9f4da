"""A file arrives: what it is, who reads it, and what to say when nobody can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from pipeline.errors import PipelineError
from pipeline.model.finding import Checked
from pipeline.model.submission import FilledForm
from pipeline.read.json_form import read_json
from pipeline.read.package import Sort, look
from pipeline.read.word_form import read_word
from pipeline.read.workbook import read_workbook
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Form

Reader = Callable[[bytes, Mapping[str, Form], Catalogue], Checked[FilledForm]]
READERS: Mapping[Sort, Reader] = {
    Sort.WORKBOOK: read_workbook,
    Sort.WORD: read_word,
    Sort.JSON: read_json,
}
FORMATS = {Sort.WORKBOOK: "xlsx", Sort.WORD: "docx", Sort.JSON: "json"}
# What a file looks like while it is being copied, or was cut short. Waiting may mend it.
TORN = frozenset({"file-empty", "file-damaged", "json-unreadable"})


def read(
    content: bytes,
    forms: Mapping[str, Form],
    catalogue: Catalogue,
    readers: Mapping[Sort, Reader] = READERS,
) -> Checked[FilledForm]:
    """The filled form in a file that came, or the finding that says why there is none.

    The file is judged by its bytes; its name plays no part. Never raises for anything that a sender can send;
    a schema or catalogue that cannot be used raises LibraryBroken.
    """
    package = look(content)
    if package.fault:
        return Checked(None, (catalogue.finding(package.fault),))
    try:
        found = readers[package.sort](content, forms, catalogue)
    except PipelineError:
        raise
    except Exception:
        # Whatever a library does with somebody's bytes is that sender's trouble, not the next one's: one file
        # that cannot be read must never stop a run. The message is dropped, for it may quote the form.
        return Checked(None, (catalogue.finding("file-unreadable"),))
    return replace(found, value=found.value and replace(found.value, format=FORMATS[package.sort]))


def torn(found: Checked[FilledForm]) -> bool:
    """Whether a file reads like one that has not wholly arrived."""
    return found.value is None and any(finding.code in TORN for finding in found.findings)

"""What to put right in a returned Word form: a list at the top, a frame and a comment at each place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from pipeline.model.mark import Mark
from pipeline.model.submission import Path
from pipeline.render.word_parts import Element, cell, element, paragraph, row, run, table
from pipeline.render.word_text import printable
from pipeline.rulebook.form import Block, Form
from pipeline.rulebook.words import Words
from pipeline.rulebook.workbook_keys import LISTED

COLUMNS = (("number", 5), ("kind", 14), ("where", 28), ("says", 40), ("do", 40))
NO_DATE = "2000-01-01T00:00:00Z"


@dataclass
class Marks:
    """The marks of one returned form. ``say`` is told every text that is printed here."""

    marks: Sequence[Mark]
    form: Form
    words: Words
    answers: Mapping[str, Any]
    say: Callable[[str], str]
    comments: list[str] = field(default_factory=list)

    def listed(self, room: int) -> Iterator[Element]:
        """The list at the top, in the order given, each entry with a link to its place."""
        if not self.marks:
            return
        yield paragraph("Heading1", run(self._said("right_title")))
        yield paragraph("FormLead", run(self._said("right_intro")))
        widths = [room * share // sum(s for _, s in COLUMNS) for _, share in COLUMNS]
        head = [
            cell(width, paragraph("FormColumn", run(self._said(f"right_{name}"))))
            for (name, _), width in zip(COLUMNS, widths, strict=True)
        ]
        rows = [row(head, header=True)]
        for number, mark in enumerate(self.marks, 1):
            level = self._said(f"levels.{mark.level}")
            self.say(LISTED + str(number))  # a bare number may well be an answer elsewhere
            texts = (run(str(number)), run(level), self._where(mark))
            content = (*texts, run(self.say(mark.says)), run(self.say(mark.do)))
            boxes = [cell(w, paragraph("FormText", c)) for w, c in zip(widths, content, strict=True)]
            rows.append(row(boxes))
        yield table(self.words("form_words.right_title"), widths, rows, top=True, side=False)
        yield paragraph("FormText", run(self.words("word_form.right_after")))
        self.say(self.words("word_form.right_after"))

    def touch(self, path: Path, content: list[Element]) -> list[Element]:
        """Paragraphs of the answer or heading at a path, framed and commented if they are marked."""
        here = [mark for mark in self.marks if self._landing(mark.path) == path]
        if not here:
            return content
        if len(path) > 1:
            for each in content:
                each.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").set(qn("w:val"), "FormMarked")
        first = content[0]
        number = 5000 + self._number(path)
        start, end = (
            element("bookmarkStart", id=number, name=_bookmark(path)),
            element("bookmarkEnd", id=number),
        )
        text = self.say("\n".join(f"{mark.says} {mark.do}" for mark in here))
        about = len(self.comments)
        self.comments.append(text)
        reference = element("r", element("commentReference", id=about))
        at = 1 if first.find(qn("w:pPr")) is not None else 0
        first.insert(at, element("commentRangeStart", id=about))
        first.insert(at, start)
        first.extend([end, element("commentRangeEnd", id=about), reference])
        return content

    def comment(self, document: Document) -> None:
        """Write the comments, in the form's own name and without a day."""
        for text in self.comments:
            made = document.comments.add_comment(printable(text), author=self.form.title, initials="")
            made._comment_elm.set(qn("w:date"), NO_DATE)

    def _said(self, name: str) -> str:
        return self.say(self.words(f"form_words.{name}"))

    def _where(self, mark: Mark) -> Element:
        landing = self._landing(mark.path)
        if not landing:
            return run(self._said("whole"))
        link = element(
            "hyperlink", run(self.say(self._place(landing)), "Hyperlink"), anchor=_bookmark(landing)
        )
        link.set(qn("w:history"), "1")
        return link

    def _place(self, path: Path) -> str:
        block = self.form.block(str(path[0]))
        spots = [self.words("word_form.row", number=step + 1) for step in path[1:] if isinstance(step, int)]
        labels = [block.field(step).title for step in path[1:] if isinstance(step, str)]
        return ", ".join((block.title, *spots, *labels))

    def _landing(self, path: Path) -> Path:
        """The nearest printed place to a path: an answer, the title of a table, or () for the whole form."""
        block = next((b for b in self.form.blocks if path and b.key == path[0]), None)
        if block is None:
            return ()
        keys = [f.key for f in block.fields]
        if not block.repeats:
            return (block.key, path[1]) if len(path) > 1 and path[1] in keys else (block.key,)
        if len(path) < 2 or not isinstance(path[1], int) or path[1] >= self._rows(block):
            return (block.key,)
        question = path[2] if len(path) > 2 and path[2] in keys else keys[0]
        return (block.key, path[1], question)

    def _rows(self, block: Block) -> int:
        return len(self.answers.get(block.key, ()))

    def _number(self, path: Path) -> int:
        """A number for a bookmark, the same for the same path."""
        paths = list(dict.fromkeys(self._landing(mark.path) for mark in self.marks))
        return paths.index(path)


def _bookmark(path: Path) -> str:
    return "_".join(("rcpc", *(str(step) for step in path)))[:40]

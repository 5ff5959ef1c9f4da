"""How long the main job takes here, as ratios: each stage beside the bare engine under it, in the same run.

Seconds say more about a machine than about a program, so none are printed. Both sides of a ratio take turns,
and what is printed is the median of the pairs. The words of the worked example are what is read and printed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
import xlsxwriter
from docxtpl import DocxTemplate
from rich.console import Console
from rich.table import Table

from pipeline import run
from pipeline.apart.rendering import Limits, made
from pipeline.cli import build
from pipeline.cli.demo import file_of, typed_answers
from pipeline.cli.reports import reports
from pipeline.cli.workspace import Workspace, clock_for
from pipeline.errors import PdfUnavailable
from pipeline.model.submission import Accepted
from pipeline.read.arrival import read
from pipeline.render import pdf as pages
from pipeline.render import word
from pipeline.render.workbook import workbook
from pipeline.rulebook.library import Library
from pipeline.storage.example import Sent, load_example
from pipeline.storage.settings import PROJECT

NOISE = 1.15  # two runs of the same thing differ by as much
PRINTING = import_module("pipeline.run.documents")
REPORT = "joint-report/joint-report"
Task = Callable[[], object]


@dataclass(frozen=True)
class Pair:
    """Two things to be timed by turns: ours, and what it is compared with."""

    ours: str
    bare: str
    run_ours: Task
    run_bare: Task


def main() -> int:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--cases", type=int, default=60, metavar="N", help="cases of the run that has nothing to do"
    )
    options.add_argument(
        "--rounds", type=int, default=5, metavar="N", help="turns that each side of a pair takes"
    )
    chosen = options.parse_args()
    sent = [
        each for each in load_example(PROJECT / "example") if not each.again and "returned" not in each.name
    ]
    with tempfile.TemporaryDirectory() as folder:
        for data in ("schemas", "templates"):  # of its own, so that nobody's edit falls into the middle
            shutil.copytree(PROJECT / data, Path(folder, data))
        here = Workspace(Path(folder), clock_for(sent[-1].received))
        table = Table(
            "", "", "times as long", "from - to", title=f"medians of {chosen.rounds} pairs", box=None
        )
        for pair in (*stages(here, sent), many_cases(here, sent, chosen.cases)):
            ratios = timed(pair, chosen.rounds)
            spread = f"{min(ratios):.2f} - {max(ratios):.2f}"
            table.add_row(pair.ours, f"against {pair.bare}", f"{statistics.median(ratios):.2f}", spread)
    Console(width=max(100, Console().width)).print(table)
    print(f"A ratio between {1 / NOISE:.2f} and {NOISE} is noise.")
    return 0


def timed(pair: Pair, rounds: int) -> list[float]:
    """Ratios of ours to the bare one. Each has gone once before, so neither pays for what is loaded once."""
    pair.run_bare()
    pair.run_ours()
    found = []
    for turn in range(rounds):
        sides = (pair.run_ours, pair.run_bare) if turn % 2 else (pair.run_bare, pair.run_ours)
        took = {side: seconds(side) for side in sides}
        found.append(took[pair.run_ours] / took[pair.run_bare])
    return found


def seconds(task: Task) -> float:
    """How long a task takes by the clock on the wall."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def stages(here: Workspace, sent: Sequence[Sent]) -> Iterator[Pair]:
    """One pair for each engine that the main job stands on."""
    library = here.library
    accepted = []
    for number, each in enumerate(sent, 1):
        content = file_of(here, each)
        filled = read(content, library.forms, library.findings).value
        assert filled is not None
        accepted.append(Accepted(number, hashlib.sha256(content).hexdigest(), each.received, filled))
    (case,) = run.fold_record(accepted, library)
    planned = {each.path: each.make for each in run.documents(case, library, here.today)}
    _, _, view, language = planned["joint-report-draft.pdf"].args  # type: ignore[attr-defined]
    yield reading(
        library,
        next(file_of(here, each) for each in sent if each.kind == "xlsx" and each.form == "contribution"),
    )
    yield blank_form(here)
    yield filled_word(library, view, language, planned["joint-report-draft.docx"])
    try:
        yield laid_out(library, view, language, planned["joint-report-draft.pdf"])
        yield made_apart(here, library, list(planned.values()))
    except PdfUnavailable as missing:
        print(f"No pages are timed. {missing}", file=sys.stderr)


def reading(library: Library, content: bytes) -> Pair:
    """A contribution, from bytes to answers and places."""
    return Pair(
        "read a contribution",
        "openpyxl loading the same file",
        lambda: read(content, library.forms, library.findings),
        lambda: openpyxl.load_workbook(io.BytesIO(content)),
    )


def blank_form(here: Workspace) -> Pair:
    """A blank contribution form, with its styles, drop-downs, names and locks."""
    form = here.library.forms["contribution"]
    book = openpyxl.load_workbook(io.BytesIO(workbook(form, here.words)))
    cells = [
        (
            sheet.title,
            [
                (cell.row - 1, cell.column - 1, str(cell.value or ""))
                for row in sheet.iter_rows()
                for cell in row
            ],
        )
        for sheet in book.worksheets
    ]

    def bare() -> None:
        made = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
        for title, of in cells:
            sheet = made.add_worksheet(title)
            for cell in of:
                sheet.write_string(*cell)
        made.close()

    return Pair(
        "make a blank form", "xlsxwriter writing as many cells", lambda: workbook(form, here.words), bare
    )


def filled_word(library: Library, view: Any, language: str, ours: Task) -> Pair:
    """The joint report as DOCX, from its view."""
    template = library.templates[f"{REPORT}.docx"]

    def bare() -> None:
        document = DocxTemplate(io.BytesIO(template))
        document.render({"view": view, "language": language}, word._environment(), autoescape=True)
        document.save(io.BytesIO())

    return Pair("joint report as DOCX", "docxtpl with the same template", ours, bare)


def laid_out(library: Library, view: Any, language: str, ours: Task) -> Pair:
    """The joint report as PDF, from its view."""
    weasyprint, _ = pages._layout_library()
    press = pages._press(pages._files(library.templates), os.getpid())
    name = f"{REPORT}.html"
    html = pages._html(press.environment, name, view, language)

    def bare() -> None:
        page = weasyprint.HTML(string=html, base_url=pages.BASE + name, url_fetcher=press.fetcher)
        page.write_pdf(
            stylesheets=[press.style], font_config=press.fonts, pdf_variant="pdf/a-3a", pdf_tags=True
        )

    return Pair("joint report as PDF", "WeasyPrint with the same HTML", ours, bare)


def made_apart(here: Workspace, library: Library, makes: Sequence[Callable[[], bytes]]) -> Pair:
    """Every document of the case: in children, as many at once as there are cores, beside one process."""
    limits = Limits(here.folder / "temporary")
    pages.load_layout(library.templates)

    def ours() -> None:
        outcomes = [outcome for _, outcome in made(makes, limits, lambda _: True)]
        assert all(isinstance(each, bytes) for each in outcomes)

    def bare() -> None:
        for make in makes:
            make()

    return Pair(f"documents of a case, {limits.at_once} at a time", "one process", ours, bare)


def many_cases(here: Workspace, sent: Sequence[Sent], cases: int) -> Pair:
    """A run over many cases with nothing to do, beside hashing every file of the workspace."""
    for number in range(cases):
        reference = f"CP-2026-{number + 100:03d}"
        for each in sent:
            form = here.library.forms[each.form]
            answers = typed_answers(form, json.loads(json.dumps(each.answers)))
            text = json.dumps({"form": form.name, "version": form.version, **answers}, ensure_ascii=False)
            mailbox = here.folder / "inbox" / each.mailbox
            mailbox.mkdir(parents=True, exist_ok=True)
            (mailbox / f"{each.name}-{number}.json").write_text(
                text.replace("CP-2026-014", reference), encoding="utf-8"
            )
    with quickly_made():
        quiet_run(here)

    def nothing_to_do() -> None:
        said = quiet_run(here)
        assert "Nothing has changed" in said, said

    def hashing() -> None:
        for path in here.folder.rglob("*"):
            if path.is_file():
                hashlib.sha256(path.read_bytes()).digest()

    return Pair(f"run again over {cases} cases", "hashing every file there", nothing_to_do, hashing)


def quiet_run(here: Workspace) -> str:
    """One run of the main job as if by a new process: nothing that was loaded for another run is used."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = reports(Workspace(here.folder, here.clock), ())
    assert code == 0, said.getvalue()
    return said.getvalue()


@contextlib.contextmanager
def quickly_made() -> Iterator[None]:
    """For setting up only: each kind of document is made once and laid into every case, and not flushed."""
    made: dict[tuple[str, object], bytes] = {}

    def once(real: Callable[..., bytes], which: int) -> Callable[..., bytes]:
        def make(*of: Any) -> bytes:
            kind = (real.__name__, of[which] if which else of[0].name)
            if kind not in made:
                made[kind] = real(*of)
            return made[kind]

        return make

    with contextlib.ExitStack() as stack:
        for name, which in (("pdf", 1), ("docx", 1), ("workbook", 0), ("word_form", 0)):
            stack.enter_context(mock.patch.object(PRINTING, name, once(getattr(PRINTING, name), which)))
        stack.enter_context(
            mock.patch.object(build, "Limits", partial(Limits, at_once=0))
        )  # what is made stays
        stack.enter_context(mock.patch.object(os, "fsync"))
        yield


if __name__ == "__main__":
    sys.exit(main())

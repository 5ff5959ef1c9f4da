"""Every document as a PDF: all its words, in order, on pages that say where they belong."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from reading import first_missing, letters, printed

from pipeline.render.pdf import pdf
from pipeline.view.passage import Entry, facts
from pipeline.view.plan_changes import PlanChangesView

PLANS = ("written-agreement", "goals-plan", "core-group-record")
LAYOUTS = (*PLANS, "letter", "plan-changes", "review-report")
NOTES = ("minutes", "notes-first", "notes-before-review")
DOCUMENTS = ("joint-report", "protection-plan", *NOTES, "agenda", "members", "timeline", *LAYOUTS)
RUNNING = ("Confidential: child protection Page",)

Made = Callable[[str], bytes]


@pytest.mark.pdf
@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "timeline"])
def test_every_word_of_the_view_is_printed_in_order(
    name: str, made: Made, views: Mapping[str, object], tmp_path: Path
) -> None:
    view = views[name]
    text = printed(made(name), tmp_path)
    running = (*RUNNING, f"{view.page.title} · {view.page.reference}")  # type: ignore[attr-defined]
    assert first_missing(view, text, running) is None


@pytest.mark.pdf
def test_the_timeline_prints_its_sentences_steps_and_picture(
    made: Made, views: Mapping[str, object], tmp_path: Path
) -> None:
    view = views["timeline"]
    text = printed(made("timeline"), tmp_path)
    running = (*RUNNING, "Planning a review conference")
    for reading in view.fits.readings:  # type: ignore[attr-defined]
        assert first_missing((reading.reading, reading.sentences, reading.plan), text, RUNNING) is None
    for row in view.steps.rows:  # type: ignore[attr-defined]
        assert (
            first_missing((row.step, row.who, row.limit, row.due, row.status, row.source), text, running)
            is None
        )
    assert "Weekend" in text
    assert "25 May" in text


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_sound_tagged_titled_and_in_its_language(name: str, made: Made, tmp_path: Path) -> None:
    file = tmp_path / "document.pdf"
    file.write_bytes(made(name))
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)
    judged = subprocess.run(
        [Path(sys.executable).parent / "pdfua", "check", file], capture_output=True, text=True
    )
    assert judged.returncode == 0, judged.stdout
    with pikepdf.open(file) as pdf:
        assert pdf.Root.MarkInfo.Marked is True
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
        assert str(pdf.docinfo.Title)
        assert len(pdf.Root.Outlines.First.Title.__str__()) > 5
        metadata = bytes(pdf.Root.Metadata.read_bytes())
    assert b'pdfaid:part="3"' in metadata
    assert b'pdfaid:conformance="A"' in metadata
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_page_is_marked_and_numbered(name: str, made: Made, tmp_path: Path) -> None:
    pages = printed(made(name), tmp_path).split("\f")[:-1]
    for number, page in enumerate(pages, start=1):
        assert f"Confidential: child protection Page {number} of {len(pages)}" in page


@pytest.mark.pdf
@pytest.mark.parametrize("name", [*DOCUMENTS, "noted"])
def test_no_word_stands_beyond_the_text(
    name: str,
    made: Made,
    views: Mapping[str, PlanChangesView],
    templates: Mapping[str, bytes],
    tmp_path: Path,
) -> None:
    file = tmp_path / "document.pdf"
    file.write_bytes(made(name) if name != "noted" else _noted(views["plan-changes"], templates))
    command = ["pdftotext", "-bbox", file, "-"]
    boxes = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    right = max(float(x) for x in re.findall(r'xMax="([\d.]+)"', boxes))
    width, height = map(float, re.findall(r'page width="([\d.]+)" height="([\d.]+)"', boxes)[0])
    margin = (14 if width > height else 20) * 72 / 25.4  # print.css
    assert right <= width - margin + 1


def _noted(view: PlanChangesView, templates: Mapping[str, bytes]) -> bytes:
    """The plan's changes with more than a line of notes on an action that is the same."""
    notes = facts(
        ("17 November 2026", "A night with police at the back door. " * 5), ("7 December", "One.\nTwo.")
    )
    entries = (Entry("Action 7", text=("A safety plan.",), facts=notes),)
    noted = replace(view, unchanged=replace(view.unchanged, entries=entries))
    return pdf(templates, "plan-changes/plan-changes.html", noted, "en-GB")


@pytest.mark.pdf
def test_the_report_says_on_every_page_what_it_is(made: Made, tmp_path: Path) -> None:
    for page in printed(made("joint-report"), tmp_path).split("\f")[:-1]:
        assert "RCPC Pre-Meeting Report · CP-2041-007 DRAFT" in page


@pytest.mark.pdf
def test_the_contents_lead_to_the_pages_they_name(made: Made) -> None:
    with pikepdf.open(io.BytesIO(made("joint-report"))) as pdf:
        links = {str(a.Dest) for a in pdf.pages[1].Annots if a.Subtype == "/Link"}
        assert links == {f"section-{number}" for number in range(1, 17)}
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root[0].children]
    assert "4. Progress on the plan" in titles
    assert "15. Signatures" in titles


@pytest.mark.pdf
def test_the_plan_lies_on_its_side_and_repeats_its_headings(made: Made, tmp_path: Path) -> None:
    content = made("goals-plan")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        widths = {(float(p.MediaBox[2]), float(p.MediaBox[3])) for p in pdf.pages}
    assert all(width > height for width, height in widths)
    heading = letters("How will we know that this has been achieved?")
    # Three domains have a table each, and one of them goes on overleaf.
    assert letters(printed(content, tmp_path)).count(heading) >= 4


@pytest.mark.pdf
@pytest.mark.parametrize("name", ["protection-plan", *PLANS])
def test_no_page_ends_with_the_name_of_an_action_alone(name: str, made: Made, tmp_path: Path) -> None:
    for page in printed(made(name), tmp_path).split("\f")[:-1]:
        *_, last = [line for line in page.splitlines() if not line.startswith(RUNNING)]
        assert not re.fullmatch(r"Action \d+ (Open|Done|Put to the conference).*", last)


@pytest.mark.pdf
def test_headings_of_tables_say_what_they_head(made: Made) -> None:
    with pikepdf.open(io.BytesIO(made("members"))) as pdf:
        headings = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/TH"]
        assert headings
        assert all(h.A.Scope == "/Column" for h in headings)

"""A filled-in workbook, read as its sender meant it, whatever office program it went through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipeline.model.finding import Checked, Finding, Place
from pipeline.model.submission import FilledForm
from pipeline.read.answers import case_of, heading, headings
from pipeline.read.workbook_answers import take
from pipeline.read.workbook_grid import Book, open_book, said
from pipeline.read.workbook_identity import identify, other_cases
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Form


def read_workbook(content: bytes, forms: Mapping[str, Form], catalogue: Catalogue) -> Checked[FilledForm]:
    """The answers of an ``.xlsx`` form with the place of each, and what could not be read.

    ``forms`` are all forms by name. The value is None when the file cannot be opened or is none of them;
    a form of another version is read all the same, so that its answers can be carried over. Every character
    of the workbook is in ``answers``, in ``outside``, or is what we printed ourselves. The content must have
    passed the package check.
    """
    try:
        book = open_book(content)
    except Exception:
        return Checked(None, (catalogue.finding("file-unreadable"),))
    if not book.sheets or not all(sheet.frame.in_order for sheet in book.sheets):
        return Checked(None, (catalogue.finding("file-unreadable"),))
    known = identify(book, forms, catalogue)
    if known.value is None:
        return Checked(None, known.findings)
    form, identity = known.value
    form = form.said_in(identity.language)
    taken = take(book, form, catalogue)
    answers = _without_blanks(taken.answers, form)
    case = case_of(answers, form) or identity.case
    filled = FilledForm(
        form=form.name,
        version=identity.version,
        case=case,
        answers=answers,
        places={path: said(place, form) for path, place in taken.places.items()},
        outside=tuple(replace(each, place=said(each.place, form)) for each in taken.outside),
        language=identity.language,
    )
    findings = (
        *other_cases(book, case, catalogue),
        *_gone(book, form, taken.found, catalogue),
        *_beyond(book, catalogue),
        *taken.findings,
    )
    told = tuple(replace(finding, place=said(finding.place, form)) for finding in findings)
    return Checked(filled, catalogue.in_order(told, form))


def _without_blanks(answers: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """Answers in the order of the form; a section or table without any is absent."""
    return {block.key: answers[block.key] for block in form.blocks if answers.get(block.key)}


def _gone(book: Book, form: Form, found: set[str], catalogue: Catalogue) -> tuple[Finding, ...]:
    """Sheets and parts that somebody took out of the form."""
    findings: list[Finding] = []
    there = {heading(sheet.name) for sheet in book.sheets}
    for sheet, blocks in form.sheets().items():
        missing = [block for block in blocks if block.key not in found]
        if len(missing) == len(blocks) and not headings(sheet, blocks[0].sheets) & there:
            findings.append(catalogue.finding("sheet-missing", Place(sheet), sheet=sheet))
        else:
            findings += [
                catalogue.finding("part-missing", Place(sheet), (block.key,), question=block.title)
                for block in missing
            ]
    return tuple(findings)


def _beyond(book: Book, catalogue: Catalogue) -> tuple[Finding, ...]:
    """Writing so far from the form that it was not read."""
    return tuple(
        catalogue.finding("written-far-away", Place(sheet.name, sheet.frame.beyond))
        for sheet in book.sheets
        if sheet.frame.beyond
    )

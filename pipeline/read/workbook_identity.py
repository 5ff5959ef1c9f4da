"""Which form a workbook is: by what its sender saw, by what it carries hidden, by its questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.model.finding import Checked, Finding
from pipeline.read.answers import heading, headings
from pipeline.read.workbook_grid import Book, Cell
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Form
from pipeline.rulebook.workbook_keys import Identity, identity_in

_TOP_ROWS = 6  # the identity is printed at the top of every sheet
_ENOUGH = 0.5  # share of a form's questions by which it is known without any identity


def lines(book: Book) -> Iterator[tuple[Cell, Identity]]:
    """Every printed line that says which form this is."""
    for sheet in book.sheets:
        for row, cells in sheet.rows.items():
            for cell in cells if row <= _TOP_ROWS else ():
                said = identity_in(cell.text)
                if said:
                    yield cell, said


def identify(book: Book, forms: Mapping[str, Form], catalogue: Catalogue) -> Checked[tuple[Form, Identity]]:
    """The form and what it says of itself; stopped when it says nothing or two different things."""
    printed = [said for _, said in lines(book) if said.form in forms]
    said = list(dict.fromkeys(each.form for each in (*printed, book.claimed) if each.form in forms))
    if len(said) > 1:
        one, other = forms[said[0]].title, forms[said[1]].title
        return Checked(None, (catalogue.finding("form-unclear", one=one, other=other),))
    form = forms[said[0]] if said else by_questions(book, forms)
    if form is None:
        return Checked(None, (catalogue.finding("form-unknown"),))
    versions = [each.version for each in (*printed, book.claimed) if each.version]
    cases = [each.case for each in (*printed, book.claimed) if each.case]
    version = versions[0] if versions else form.version
    language = book.claimed.language if book.claimed.language in form.languages else ""
    return Checked((form, Identity(form.name, version, cases[0] if cases else "", language)))


def other_cases(book: Book, case: str, catalogue: Catalogue) -> tuple[Finding, ...]:
    """Sheets that belong to another case than the answers say: taken from another family's form, perhaps."""
    for cell, said in lines(book):
        if said.case and heading(said.case) != heading(case):
            return (catalogue.finding("case-disagrees", cell.place, one=case, other=said.case),)
    hidden = book.claimed.case
    if hidden and heading(hidden) != heading(case):
        return (catalogue.finding("case-disagrees", one=case, other=hidden),)
    return ()


def by_questions(book: Book, forms: Mapping[str, Form]) -> Form | None:
    """The form most of whose questions stand in the workbook, if one form leads clearly."""
    texts = {heading(cell.text) for sheet in book.sheets for cells in sheet.rows.values() for cell in cells}
    shares = sorted(((_share(form, texts), name) for name, form in forms.items()), reverse=True)
    if not shares or shares[0][0] < _ENOUGH or (len(shares) > 1 and shares[0][0] == shares[1][0]):
        return None
    return forms[shares[0][1]]


def _share(form: Form, texts: set[str]) -> float:
    questions = [field for block in form.blocks for field in block.fields]
    found = [field for field in questions if headings(field.title, field.also) & texts]
    return len(found) / max(len(questions), 1)

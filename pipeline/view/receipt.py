"""What a sender reads back: a receipt for a form that was taken in, a note with one that was not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.model.finding import Finding, Level
from pipeline.model.submission import Outside
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Form
from pipeline.rulebook.words import Words


def receipt(
    form: Form,
    case: str,
    version: int,
    received: date,
    digest: str,
    findings: tuple[Finding, ...],
    catalogue: Catalogue,
    words: Words,
    elsewhere: str | None = None,
    before: date | None = None,
) -> str:
    """The text of a receipt: what was taken in, when, as which version, what the sender may still mend.

    ``elsewhere`` is the folder that says more than this one may, "" if there is none; None if all is said.
    ``before`` is the day on which the version came that this one replaces, where anybody may have sent it.
    """
    lines = [
        words("receipt.title"),
        "",
        words("receipt.taken_in", form=form.title, case=case, day=words.weekday(received)),
        _version(version, before, words),
        words("receipt.reference", reference=digest[:12]),
        *_listed(findings, Level.ASK, _asks(form), catalogue, words, **_reasons(form)),
        *_listed(findings, Level.NOTE, "receipt.notes", catalogue, words),
        *_more(elsewhere, words),
        "",
        words("receipt.keep"),
    ]
    return _page(lines)


def _reasons(form: Form) -> dict[str, str]:
    """The table for reasons and the sheet it stands on, as the form prints them; none where it has none."""
    wanted = {"about", "reason"}
    tables = (b for b in form.blocks if b.repeats and wanted <= {field.means for field in b.fields})
    table = next(tables, None)
    return {"table": table.title, "sheet": table.sheet} if table else {}


def _asks(form: Form) -> str:
    return "receipt.asks" if _reasons(form) else "receipt.asks-without-reasons"


def _version(version: int, before: date | None, words: Words) -> str:
    if before:
        return words("receipt.replaces_minutes", version=version, day=words.day(before))
    return words("receipt.version" if version == 1 else "receipt.replaces", version=version)


def taken_over(form: Form, case: str, held: date, received: date, words: Words) -> str:
    """What a note taker reads whose minutes somebody else's have replaced. It names nobody."""
    told = words(
        "receipt.taken_over", form=form.title, case=case, held=words.day(held), day=words.weekday(received)
    )
    return _page([told])


def _more(elsewhere: str | None, words: Words) -> list[str]:
    if elsewhere is None:
        return []
    return ["", words("receipt.elsewhere", folder=elsewhere) if elsewhere else words("receipt.own_folder")]


def already_had(
    form: Form, case: str, received: date, digest: str, words: Words, replaced: bool = False
) -> str:
    """The text that answers a file whose very content was taken in before, and maybe ``replaced`` since."""
    sentence = "receipt.replaced_since" if replaced else "receipt.already_had"
    return _page(
        [
            words("receipt.title"),
            "",
            words(sentence, form=form.title, case=case, day=words.weekday(received)),
            words("receipt.reference", reference=digest[:12]),
        ]
    )


def returned_note(
    title: str,
    received: date,
    came_back_as: str,
    findings: tuple[Finding, ...],
    catalogue: Catalogue,
    words: Words,
    outside: tuple[Outside, ...] = (),
    elsewhere: str | None = None,
) -> str:
    """The text beside a form or file that comes back. ``came_back_as`` is the file to put right, or "".

    ``outside`` is what stood beyond the questions: the fresh form has no place for it, so it is kept here.
    """
    lines = [
        words("returned.title"),
        "",
        words("returned.not_taken_in", title=title, day=words.weekday(received)),
        words("returned.mend_this", file=came_back_as) if came_back_as else words("returned.send_another"),
        *_listed(findings, Level.STOP, "returned.stops", catalogue, words),
        *_listed(findings, Level.ASK, "returned.asks", catalogue, words),
        *_more(elsewhere, words),
    ]
    if outside:
        lines += ["", words("returned.outside")]
        lines += [f"{each.place}: {each.text}" if str(each.place) else each.text for each in outside]
    return _page(lines)


def _listed(
    findings: tuple[Finding, ...],
    level: Level,
    heading: str,
    catalogue: Catalogue,
    words: Words,
    **blanks: str,
) -> Iterator[str]:
    chosen = [f for f in findings if f.level is level]
    if not chosen:
        return
    yield ""
    yield words(heading, **blanks)
    for number, finding in enumerate(chosen, 1):
        sentence = catalogue.sentence(finding)
        where = f"{finding.place}: " if str(finding.place) else ""
        yield ""
        yield f"{number}. {where}{sentence.says}"
        if sentence.do:
            yield f"   {sentence.do}"


def _page(lines: list[str]) -> str:
    """Windows line ends, because most mailboxes are opened there and every editor understands them."""
    return "\r\n".join([*lines, ""])

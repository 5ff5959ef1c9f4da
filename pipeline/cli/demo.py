"""The main job on a worked, invented family, in a folder of its own, day by day as the forms arrive."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import Any

from pipeline.cli import screen
from pipeline.cli.questions import opened
from pipeline.cli.reports import reports, take_in_all
from pipeline.cli.workspace import Workspace, clock_for, shown
from pipeline.model.prefill import Prefill
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.form import Form, Kind
from pipeline.storage import durable
from pipeline.storage.example import Sent, load_example
from pipeline.storage.lock import alone
from pipeline.storage.names import folder_name
from pipeline.storage.record import ALREADY_HAD
from pipeline.storage.settings import PROJECT

FOLDER = "demo"
EXAMPLE = "example"


def demo(workspace: Workspace) -> int:
    """Sends the example's forms one after the other, then builds, as of the day of the last one.

    What the folder has had already is not sent again, so a demo that was stopped goes on, and one that is
    complete changes nothing.
    """
    sent = load_example(PROJECT / EXAMPLE)
    files = {each.name: file_of(workspace, each) for each in sent}
    folder = workspace.folder / FOLDER
    durable.make_folder(folder)
    words = workspace.words
    for day, forms in groupby(sent, key=lambda each: each.received):
        there = replace(workspace, folder=folder, clock=clock_for(day))
        there.prepare()
        with alone(there.settings.record):
            for each in _not_yet(there, list(forms), files):
                mailbox = there.settings.inbox / each.mailbox
                durable.make_folder(mailbox)
                durable.write(mailbox / f"{each.name}.{each.kind}", files[each.name])
            _, taken, troubles = take_in_all(there, there.inbox.waiting())
        for event, number in Counter(each.event for each in taken).items():
            forms_sent = screen.counted(words, "form", number)
            screen.say(words(f"terminal.demo.{event}", day=words.day(day), forms=forms_sent))
        screen.show_troubles(troubles, words)
    screen.say()
    there = replace(workspace, folder=folder, clock=clock_for(sent[-1].received))
    code = reports(there, ())
    for case in opened(there)[0].current():
        folder = there.case_folder(folder_name(case.reference), case.period.rcpc)
        screen.say(words("terminal.demo.where", folder=shown(workspace, folder)))
    return code


def file_of(workspace: Workspace, sent: Sent) -> bytes:
    """The file that somebody sent: the form of the library, filled in, as the kind of file it was sent as."""
    form = workspace.library.forms[sent.form]
    answers = typed_answers(form, sent.answers)
    if sent.kind == "json":
        return json.dumps(
            {"form": form.name, "version": form.version, **answers}, ensure_ascii=False
        ).encode()
    ready = Prefill(_case(answers), answers)
    if sent.kind == "docx":
        return word_form(form, workspace.words, ready)
    return workbook(form, workspace.words, ready)


def typed_answers(form: Form, answers: Any) -> dict[str, Any]:
    """The example's texts with whole numbers where the form asks for one."""
    typed: dict[str, Any] = {}
    for key, block in answers.items():
        numbers = {field.key for field in form.block(key).fields if field.kind is Kind.NUMBER}
        rows = block if isinstance(block, list) else [block]
        turned = [
            {name: int(text) if name in numbers else text for name, text in row.items()} for row in rows
        ]
        typed[key] = turned if isinstance(block, list) else turned[0]
    return typed


def _case(answers: dict[str, Any]) -> str:
    sections = (block for block in answers.values() if isinstance(block, dict))
    return next((str(section["case"]) for section in sections if "case" in section), "")


def _not_yet(there: Workspace, forms: list[Sent], files: dict[str, bytes]) -> list[Sent]:
    """Those that the record has not seen yet: for the first time or, if they are sent again, the second."""
    record = there.record()
    return [
        each
        for each in forms
        if each.again not in {past.event == ALREADY_HAD for past in record.history(files[each.name])}
    ]

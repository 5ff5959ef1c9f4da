"""Rules for amendments and the sign-off (004, flow chart for joint report process, steps 2 to 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from pipeline.check.ground import Ground
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Amendment, SignOff
from pipeline.model.submission import Path
from pipeline.rulebook.protocol import Protocol, Recorded
from pipeline.rulebook.sameness import folded, same


def amendment_says_nothing(form: Amendment, ground: Ground) -> Iterator[Finding]:
    """An amendment names what is inaccurate, or agrees the draft as it stands (004, step 3)."""
    if form.as_it_stands == "no" and not form.corrections:
        yield ground.find("amendment-says-nothing", ground.table("corrections"))


def amendment_says_both(form: Amendment, ground: Ground) -> Iterator[Finding]:
    """A draft that is agreed as it stands needs no corrections (004, step 3)."""
    if form.as_it_stands == "yes" and form.corrections:
        yield ground.find("amendment-says-both", ground.answer("as_it_stands"))


def step_unknown(form: SignOff, case: Case, ground: Ground) -> Iterator[Finding]:
    """A step that the protocol does not have would be missing from the timeline check (004, flow chart).

    Where the guidance has no such steps, people write down what they did in their own words.
    """
    protocol = _protocol(case, ground)
    for number, row in enumerate(form.steps):
        if protocol and protocol.chain and row.step and not _step_id(row.step, protocol):
            yield ground.find("step-unknown", ground.row("steps", number, "step"), answer=row.step)


def steps_out_of_order(form: SignOff, case: Case, ground: Ground) -> Iterator[Finding]:
    """Each step follows the one before it (004, flow chart for joint report process)."""
    protocol = _protocol(case, ground)
    for (earlier, first, _), (later, then, path) in pairwise(_chain_done(form, protocol, ground)):
        if then < first:
            details = {"question": later, "date": then, "other": earlier, "other_date": first}
            yield ground.find("dates-out-of-order", path, **details)


def authorisation_incomplete(form: SignOff, ground: Ground) -> Iterator[Finding]:
    """Who authorised the report and when is on record (004, step 5)."""
    for attribute in ("authorised_by", "authorised_on"):
        if form.authorisation and not getattr(form, attribute):
            path = ground.answer(attribute)
            yield ground.find("authorisation-incomplete", path, question=ground.title(path))
    if (form.authorised_by or form.authorised_on) and not form.authorisation:
        path = ground.answer("authorisation")
        yield ground.find("authorisation-incomplete", path, question=ground.title(path))


def return_without_reasons(form: SignOff, ground: Ground) -> Iterator[Finding]:
    """A report that is returned goes back with reasons (004, step 5)."""
    if form.authorisation == "returned" and not form.authorisation_reasons:
        yield ground.find("return-without-reasons", ground.answer("authorisation_reasons"))


def authorised_by_another(form: SignOff, case: Case, ground: Ground) -> Iterator[Finding]:
    """The team manager authorises (004, flow chart for joint report process, step 5)."""
    managers = [member.name for member in case.set_up.form.members if member.part == "manager"]
    if form.authorised_by and managers and not any(same(form.authorised_by, name) for name in managers):
        yield ground.find("authoriser-not-manager", ground.answer("authorised_by"), answer=form.authorised_by)


def returned_but_sent(form: SignOff, case: Case, ground: Ground) -> Iterator[Finding]:
    """A report that was returned has not been authorised, so no final copy can be out (004, steps 5, 6)."""
    protocol = _protocol(case, ground)
    if protocol is None or form.authorisation != "returned":
        return
    after = _after(Recorded.AUTHORISATION, protocol)
    for number, row in enumerate(form.steps):
        if _step_id(row.step, protocol) in after and row.done:
            yield ground.find("returned-but-sent", ground.row("steps", number, "done"), step=row.step)


def decision_without_reason(form: SignOff, ground: Ground) -> Iterator[Finding]:
    """Whose amendment is declined is told why (004, step 4)."""
    for number, row in enumerate(form.decisions):
        if row.decision == "declined" and not row.reason:
            path = ground.row("decisions", number, "reason")
            yield ground.find("decision-without-reason", path, whose=row.whose)


def decision_unknown(form: SignOff, case: Case, ground: Ground) -> Iterator[Finding]:
    """A decision answers an amendment that was received (004, step 4)."""
    senders = {folded(name) for received in case.amendments for name in _sender(received.form)}
    for number, row in enumerate(form.decisions):
        if row.whose and folded(row.whose) not in senders:
            yield ground.find("decision-unknown", ground.row("decisions", number, "whose"), answer=row.whose)


def amendment_undecided(form: SignOff, case: Case, ground: Ground) -> Iterator[Finding]:
    """Every amendment is decided before the report goes to the manager (004, step 4)."""
    protocol = _protocol(case, ground)
    past = _after(Recorded.AMENDMENTS, protocol) if protocol else frozenset()
    reached = [row for row in form.steps if protocol and _step_id(row.step, protocol) in past]
    if not reached and not form.authorisation:
        return
    decided = {folded(row.whose) for row in form.decisions}
    for received in case.amendments:
        names = [folded(name) for name in _sender(received.form)]
        if received.form.corrections and not decided & set(names):
            yield ground.find("amendment-undecided", ground.table("decisions"), whose=received.form.name)


def _sender(form: Amendment) -> list[str]:
    return [name for name in (form.name, form.agency) if name]


def _protocol(case: Case, ground: Ground) -> Protocol | None:
    return ground.library.protocol_of(case)


def _step_id(text: str, protocol: Protocol) -> str:
    """The id of the step that people call by its id or its title; "" if there is none."""
    step = protocol.named(text)
    return step.id if step else ""


def _after(recorded: Recorded, protocol: Protocol) -> frozenset[str]:
    """The ids of the steps of the chain that come after the one recorded so."""
    ids = [step.id for step in protocol.links if step.recorded is recorded]
    return frozenset(protocol.chain[protocol.chain.index(ids[0]) + 1 :]) if ids else frozenset()


def _chain_done(form: SignOff, protocol: Protocol | None, ground: Ground) -> list[tuple[str, date, Path]]:
    """The steps of the chain that this form reports: title, the first day it was done, where it says so."""
    done: dict[str, tuple[str, date, Path]] = {}
    for number, row in enumerate(form.steps):
        step = _step_id(row.step, protocol) if protocol else ""
        if row.done and step and (step not in done or row.done < done[step][1]):
            done[step] = (row.step, row.done, ground.row("steps", number, "done"))
    told = protocol.said_in(ground.form.language) if protocol else None
    for link in told.links if told else ():
        if link.recorded is Recorded.AUTHORISATION and form.authorised_on:
            path = ground.answer("authorised_on")
            done.setdefault(link.id, (link.title, form.authorised_on, path))
    return [done[key] for key in (protocol.chain if protocol else ()) if key in done]

"""Letters about a request between meetings: the request itself, and the answer to it (002; 003, 4.4)."""

from __future__ import annotations

from pipeline.model.case import Case
from pipeline.model.request import Request
from pipeline.model.set_up import Meeting, Member
from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.sameness import same
from pipeline.rulebook.words import Words
from pipeline.view.letter import (
    LetterView,
    Post,
    blank,
    children_facts,
    holder,
    letter,
    member_named,
    office,
    use_of,
)
from pipeline.view.meetings import meeting_line, next_core_group
from pipeline.view.passage import Entry, Fact, Section, extra_facts, facts, or_note, paragraphs


def extra_core_group_view(
    case: Case, request: Request, protocol: Protocol | None, words: Words
) -> LetterView:
    """A member asks for an extra core group, to talk about new or deepening concerns (002)."""
    use = use_of(protocol, Layout.EXTRA_CORE_GROUP)
    receiver = holder(case, protocol, use.to) or _manager_of(case)
    post = Post(
        to=use.to or words("codes.part.manager"),
        receiver=receiver.name if receiver else "",
        address=office(receiver),
        signs=_asker(case, request),
        dated=words.day(request.written),
    )
    return letter(
        case,
        words("letters.extra-core-group.title"),
        post,
        words("letters.extra-core-group.opening"),
        (_about(case, request, (), words), *_told(request, words)),
        words("letters.extra-core-group.closing"),
        words,
    )


def answer_view(case: Case, request: Request, protocol: Protocol | None, words: Words) -> LetterView:
    """The answer to whoever asked: when and where, or why not and whom to turn to (002; 003, 4.4 and 9.3).

    A conference is not the manager's to call: a yes says that its chair is asked, and by when it is wanted.
    """
    kind = Layout.EARLY_REVIEW if request.kind == Layout.EARLY_REVIEW else Layout.EXTRA_CORE_GROUP
    use = use_of(protocol, kind)
    asked = member_named(case, request.name)
    post = Post(
        to=asked.role if asked else "",
        receiver=request.name,
        address=office(asked),
        sender=_decider(protocol, words),
        signs=member_named(case, request.answered_by) or _manager_of(case),
        dated=words.day(request.answered_on),
    )
    asked_on = words.day(request.written) or blank("date", words)
    if request.answer == "granted":
        sections = _agreed(request, words) if kind is Layout.EARLY_REVIEW else (_meeting(request, words),)
    else:
        sections = (_refusal(request, words), _further(use.next, f"{kind}-{_side(case, request)}", words))
    name = f"letters.answer.{kind}.{request.answer}"
    return letter(
        case,
        words(f"letters.answer.{kind}.title"),
        post,
        words(f"{name}.opening", day=asked_on),
        sections,
        words(f"{name}.closing"),
        words,
    )


def early_review_view(case: Case, request: Request, protocol: Protocol | None, words: Words) -> LetterView:
    """A request to bring the review conference forward, with its reasons (003, 4.4).

    The key worker talks it over with the manager first; what the form does not say of that is left blank.
    """
    use = use_of(protocol, Layout.EARLY_REVIEW)
    chair = holder(case, protocol, use.to)
    signs = holder(case, protocol, use.sender) or _asker(case, request)
    post = Post(
        to=use.to or words("codes.part.chair"),
        receiver=chair.name if chair else "",
        address=office(chair),
        sender=use.sender,
        signs=signs,
        below=facts((words("letters.copy"), _administrator(words))),
    )
    asked = ", ".join(x for x in (request.name, request.agency) if x)
    by_whom = facts(
        (words("letters.asked-by"), "" if same(signs.name, request.name) else asked),
        (words("letters.asked-on"), words.day(request.written)),
    )
    booked = facts((words("letters.early-review.booked"), words.weekday(case.period.rcpc)))
    return letter(
        case,
        words("letters.early-review.title"),
        post,
        words("letters.early-review.opening"),
        (
            _about(case, request, by_whom, words, booked),
            _causes(request, words),
            *_told(request, words),
            _manager(case, request, words),
        ),
        words("letters.early-review.closing"),
        words,
    )


def _asker(case: Case, request: Request) -> Member:
    return member_named(case, request.name) or Member(request.name, request.agency)


def _about(
    case: Case, request: Request, asked: tuple[Fact, ...], words: Words, booked: tuple[Fact, ...] = ()
) -> Section:
    """``asked`` says who and when, where somebody else signs than the one who asked."""
    coming = next_core_group(case, request.written)
    return Section(
        words("letters.about"),
        facts=(
            *children_facts(case, words),
            *asked,
            *facts(
                (words("letters.wanted"), words.weekday(request.wanted)),
                (
                    words("plan.next-core-group"),
                    meeting_line(coming, words) if coming else words("plan.not-booked"),
                ),
            ),
            *booked,
            *extra_facts(request.extras),
        ),
    )


def _told(request: Request, words: Words) -> tuple[Section, ...]:
    """The sender's own words."""
    told = {"concerns": request.concerns, "tried": request.tried}
    return tuple(
        Section(
            words(f"letters.{key}"),
            entries=(Entry(text=paragraphs(text)),) if text.strip() else (),
            notes=or_note(text.strip(), blank(key, words)),
        )
        for key, text in told.items()
    )


def _causes(request: Request, words: Words) -> Section:
    entries = tuple(
        Entry(
            words.code("codes.cause", cause.cause),
            text=paragraphs(cause.what) or (blank("what", words),),
            facts=extra_facts(cause.extras),
        )
        for cause in request.causes
    )
    return Section(
        words("letters.early-review.causes"), entries=entries, notes=or_note(entries, blank("cause", words))
    )


def _manager(case: Case, request: Request, words: Words) -> Section:
    """What the team manager said, by whom and when (003, 4.4)."""
    manager = _manager_of(case) or Member()
    proposed = Meeting(held=request.held, time=request.time, place=request.place)
    return Section(
        words("letters.early-review.manager"),
        facts=facts(
            (words("letters.name"), request.answered_by or manager.name or blank("name", words)),
            (words("letters.early-review.talked"), words.day(request.answered_on) or blank("date", words)),
            (
                words("letters.early-review.agrees"),
                words.code("codes.answer", request.answer) or blank("agrees", words),
            ),
            (words("letters.early-review.proposed"), meeting_line(proposed, words)),
            (words("letters.reasons"), request.answer_reasons),
        ),
    )


def _administrator(words: Words) -> str:
    return f"{words('letters.early-review.administrator')}, {blank('name', words)}"


def _decider(protocol: Protocol | None, words: Words) -> str:
    """What the guidance calls the manager of the lead social worker."""
    roles = protocol.roles if protocol else ()
    return next((role.title for role in roles if role.part == "manager"), words("codes.part.manager"))


def _side(case: Case, request: Request) -> str:
    """Whether the family asks: a parent has no manager of their own to turn to."""
    set_up = case.set_up.form
    family = [member.name for member in set_up.members if member.part == "family"]
    family += [person.name for people in (set_up.parents, set_up.children) for person in people]
    return "family" if any(same(name, request.name) for name in family) else "professional"


def _manager_of(case: Case) -> Member | None:
    """Who decides where the guidance names nobody: the manager of the lead social worker."""
    return next((m for m in case.set_up.form.members if m.part == "manager"), None)


def _meeting(request: Request, words: Words) -> Section:
    return Section(
        words("letters.answer.meeting"),
        facts=facts(
            (words("agenda.held"), words.weekday(request.held) or blank("date", words)),
            (words("agenda.time"), request.time or blank("time", words)),
            (words("agenda.place"), request.place or blank("place", words)),
            (words("letters.reasons"), request.answer_reasons),
        ),
    )


def _agreed(request: Request, words: Words) -> tuple[Section, ...]:
    """What the manager wrote with the yes, if anything: the conference itself is not booked by it."""
    told = facts(
        (words("letters.wanted"), words.weekday(request.held)),
        (words("letters.reasons"), request.answer_reasons),
    )
    return (Section(words("letters.answer.early-review.agreed"), facts=told),) if told else ()


def _refusal(request: Request, words: Words) -> Section:
    text = paragraphs(request.answer_reasons)
    return Section(
        words("letters.answer.reasons"),
        entries=(Entry(text=text),) if text else (),
        notes=or_note(text, blank("reasons", words)),
    )


def _further(role: str, who: str, words: Words) -> Section:
    """Whom a member who was refused can turn to (002, additional core group; 003, 9.3 and 1.5)."""
    title = words("letters.answer.further")
    person = facts(
        (words("letters.role"), role or blank("role", words)),
        (words("letters.name"), blank("name", words)),
        (words("letters.telephone"), blank("telephone", words)),
    )
    return Section(title, words(f"letters.answer.further-lead.{who}"), facts=person)

# ruff: noqa: E501 (people write long lines)
"""An invented family, as values: a case, its joint report, minutes and plan, for tests of documents.

Nobody here exists. Names in other scripts are ordinary given names.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipeline.merge.bookings import with_diary
from pipeline.model.case import Case, Period, Received
from pipeline.model.coverage import (
    ActionTold,
    AgencyCoverage,
    AgencyOnChild,
    ChildCoverage,
    Coverage,
    Told,
)
from pipeline.model.finding import Place
from pipeline.model.forms import (
    AbsentReport,
    Agreement,
    Aim,
    Attendance,
    FactorRow,
    Minutes,
    PlanUpdate,
    PositionRow,
    ProgressRow,
    Reason,
    SeenRow,
    SignOff,
    UpdateRow,
    ViewsRow,
    VoiceRow,
)
from pipeline.model.plan import Change, Note, PlanAction, PlanVersion, PlanWording, Proposal, Source, Status
from pipeline.model.report import (
    Account,
    ActionProgress,
    AnalysisQuestion,
    ChildRecommendation,
    ChildVoice,
    ChronologyEntry,
    ChronologyGroup,
    Contributor,
    FactorEntry,
    HandedIn,
    JointReport,
    ParentViews,
    Passage,
    Position,
    Silence,
)
from pipeline.model.request import Cause, Request
from pipeline.model.set_up import Action, CaseSetUp, Child, Extra, Meeting, Member, Parent
from pipeline.model.submission import Outside

TOMOS, ELIN = "Tomos Fennimore-Łęcki", "Elin Ŵyn Fennimore"
ICPC, RCPC = date(2041, 9, 10), date(2041, 12, 5)
FIRST, PRE_RCPC = date(2041, 9, 20), date(2041, 11, 7)

SCHOOL = Source("Harbour Lane Primary School", "Priya Solanki", date(2041, 11, 4))
HEALTH = Source("Health visiting", "Morag Tillyduff", date(2041, 11, 5))
POLICE = Source("Police", "Sgt Owain Pritchard-Test", date(2041, 11, 1))
HOUSING = Source("Mersey Brook Housing", "Kasia Źródlewska", date(2041, 11, 6))
SOCIAL = Source("Children's services", "Adaeze Okonjo-Vale", date(2041, 11, 6))
RECOVERY = Source("Turnstone Recovery Service", "Bilal Sattar", None)

LONG_HISTORY = (
    "The family has lived in the area for six years. Before that they moved four times in three years, mostly to "
    "stay with relatives after tenancies ended. Both children were born here, and both were known to universal "
    "services only until the spring of last year.\n"
    "School first became worried when Tomos began to come in late and hungry. Staff spoke to his mother several "
    "times; she was open about how hard the mornings had become since his father moved out and came back. "
    "She said that she often did not sleep, and that she was frightened of losing the flat.\n"
    "What changed in the summer was not one event but the number of them: three calls to the police in five weeks, "
    "all made by neighbours, and a night on which the children were found alone for part of the evening."
)
LONG_NEEDS = (
    "Tomos needs mornings that he can rely on, somebody who notices when he is worried, and help to catch up with "
    "reading. Elin needs her immunisations, her hearing test and a calm place to sleep. Both need to live without "
    "shouting at night.\nTheir mother needs treatment for low mood and a tenancy that is safe; their father needs to "
    "finish the programme that he has begun."
)
WORK = (
    "Weekly sessions have taken place since the plan was made, nine out of eleven of them kept. The two that were "
    "missed were cancelled in good time, once because Elin had a temperature. Morning routine charts are on the "
    "kitchen wall and both parents can explain them."
)


def case() -> Case:
    """The case before its first review conference, with one earlier core group and one before the conference."""
    told = Case(
        reference="CP-2041-007",
        period=Period(ICPC, RCPC, True),
        set_up=Received(_set_up(), 1, "a" * 64, date(2041, 9, 11)),
        minutes=(Received(_first_minutes(), 2, "b" * 64, date(2041, 9, 24)), received_minutes()),
        sign_offs=(
            Received(
                SignOff(
                    authorisation="authorised",
                    authorised_by="Harriet Quayle",
                    authorised_on=date(2041, 11, 27),
                ),
                20,
                "c" * 64,
                date(2041, 11, 27),
            ),
        ),
        plans=plans(),
    )
    return with_diary(told)


def received_minutes(kind: str = "pre-rcpc") -> Received[Minutes]:
    """Minutes of a core group, by default the one before the conference, in which every question is answered.

    With a remark written beside the questions.
    """
    outside = (Outside(Place("Minutes", "page 2, below the table"), "Crèche was very much appreciated."),)
    form = replace(_minutes(), kind=kind)
    return Received(form, 12, "d" * 64, date(2041, 11, 10), outside=outside)


def handed_in() -> HandedIn:
    """The contributions on the day of the core group before the conference: one in, one replaced, two missing."""
    came = (
        Contributor(SOCIAL, "Social worker", date(2041, 11, 6), 1),
        Contributor(SCHOOL, "Head teacher", date(2041, 11, 5), 2),
    )
    return HandedIn(PRE_RCPC, came, (RECOVERY.agency, "Voice & Choice Advocacy"))


def _set_up() -> CaseSetUp:
    return CaseSetUp(
        case="CP-2041-007",
        category="Neglect",
        registered=ICPC,
        icpc=ICPC,
        last_conference=ICPC,
        next_conference=RCPC,
        reasons=(
            "The conference heard that both children had been left without an adult on at least two evenings, and "
            "that loud arguments between their parents had frightened them.\n"
            "It also heard how warmly both parents speak of their children, and that they want help."
        ),
        contingency="If the children are left alone again, the lead social worker is told the same day.",
        children=(
            Child(TOMOS, date(2033, 4, 2), school="Harbour Lane Primary School"),
            Child(ELIN, date(2039, 1, 30)),
        ),
        parents=(
            Parent("Ffion Fennimore", relationship="Mother"),
            Parent("Mateusz Łęcki", relationship="Father", excluded="yes"),
        ),
        members=_members(),
        meetings=(
            Meeting("first", FIRST, "10:00", "Lantern Family Centre"),
            Meeting("subsequent", date(2041, 10, 17)),
        ),
        plan=(),
    )


def _members() -> tuple[Member, ...]:
    return (
        Member(SOCIAL.author, SOCIAL.agency, "Social worker", "lead", "Social worker", "Lantern House", "01632 960101",
               "adaeze.okonjo-vale@example.org", "Secure e-mail"),
        Member("Harriet Quayle", SOCIAL.agency, "Team manager", "manager", "", "", "01632 960102"),
        Member(SCHOOL.author, SCHOOL.agency, "Head teacher", "member", "Teacher", "Harbour Lane", "01632 960110",
               "a.very.long.address.indeed.for.the.head.teacher@harbour-lane-primary.example.org", "Secure e-mail"),
        Member(HEALTH.author, HEALTH.agency, "Health visitor", "member", "Health visitor"),
        Member(POLICE.author, POLICE.agency, "Sergeant", "member"),
        Member(HOUSING.author, HOUSING.agency, "Housing officer", "member"),
        Member(RECOVERY.author, RECOVERY.agency, "Keyworker of the father", "member"),
        Member("زینب الف", "Voice & Choice Advocacy", "Advocate", "member", "Advocate"),
        Member("Ffion Fennimore", "", "", "family", "Mother"),
        Member("王芳", "Interpreting service", "Interpreter", "member"),
    )  # fmt: skip


def _actions() -> tuple[Action, ...]:
    return (
        Action("1", "child", TOMOS, "Tomos is often late for school and hungry when he comes.",
               "Tomos is in school and has had breakfast by 8.50 on at least 19 days out of 20.",
               "Breakfast club every school day; school rings by 9.15 if he is not in.",
               "School keeps a place in the club and pays for it until July.", SCHOOL.author, SCHOOL.agency,
               FIRST, date(2041, 12, 1), "Every school day, 30 minutes", "Register and breakfast list, looked at weekly."),
        Action("2", "child", ELIN, "Elin has missed two immunisations and her hearing test.",
               "Immunisations and hearing test done.", "Book both and go with the family if they wish.", "",
               HEALTH.author, HEALTH.agency, FIRST, date(2041, 10, 31), "Once", "Entries in the red book."),
        Action("3", "parents", "", "Drinking at home has led to arguments that frighten the children.",
               "No drinking while looking after the children.",
               "Weekly sessions with a keyworker; both parents agree a plan for difficult evenings.",
               "At the centre, with a crèche.", RECOVERY.author, RECOVERY.agency, FIRST, RCPC,
               "Weekly, one hour", "Keyworker's notes and what the children say.",
               (Extra("plan", "Cost", "Paid by the service"),)),
        Action("4", "parents", "", "The children were left alone in the evening.",
               "An adult whom both parents trust is with the children at all times.",
               "Make a list of three people who can come at short notice, and try it out.", "", "Ffion Fennimore", "",
               FIRST, date(2041, 10, 15), "", "The list hangs in the kitchen."),
        Action("5", "family", "", "The tenancy may end in January.", "The family has a secure tenancy.",
               "Apply for a longer tenancy and repair the lock of the front door.", "", HOUSING.author, HOUSING.agency,
               FIRST, date(2042, 1, 10), "Visit every fortnight", "Signed tenancy."),
        Action("6", "family", "", "Grandparents live far away.", "Regular contact.", "Weekly video calls.", "",
               "Mateusz Łęcki", "", FIRST, date(2041, 12, 1), "Weekly", ""),
    )  # fmt: skip


def plans() -> tuple[PlanVersion, ...]:
    """The outline plan and the version agreed before the conference, with every status but ended."""
    one, two, three, four, five, six = _actions()
    held = PRE_RCPC
    return (
        PlanVersion(1, ICPC, "outline", tuple(PlanAction(a) for a in (one, two, three, four, six))),
        PlanVersion(
            2,
            held,
            "minutes",
            (
                PlanAction(
                    one,
                    notes=(Note(FIRST, "Place in the club confirmed."), Note(held, WORK, "Bus strike in October.", "18 of 20 days.")),
                    changes=(Change("often", "Three days a week", "Every school day, 30 minutes"),),
                ),
                PlanAction(
                    two,
                    Status.DONE,
                    (Note(held, "", "", "Both immunisations and the hearing test are done."),),
                    changes=(Change("status", "open", "done"),),
                ),
                PlanAction(three, notes=(Note(held, "Nine of eleven sessions kept."),)),
                PlanAction(four, notes=(Note(held, "The list is up; it has been used twice."),)),
                PlanAction(five, new=True),
                PlanAction(six, Status.CONFERENCE, changes=(Change("status", "open", "conference"), Change("end", "", "2041-12-01"))),
            ),
            agreements=(
                Agreement(SCHOOL.author, SCHOOL.agency, "Teacher", "yes"),
                Agreement("Ffion Fennimore", "", "Mother", "part", "I agree with all of it but the visits without notice.\nI would like a text first."),
                Agreement(POLICE.author, POLICE.agency, "", "no"),
            ),
        ),
    )  # fmt: skip


def proposals() -> tuple[Proposal, ...]:
    return (
        Proposal(
            SCHOOL,
            UpdateRow("1", TOMOS, "Add a reading mentor on Tuesdays.", SCHOOL.author, date(2042, 1, 15)),
        ),
        Proposal(
            HEALTH, UpdateRow("", ELIN, "Refer Elin to speech and language therapy.", HEALTH.author, None)
        ),
    )


def report() -> JointReport:
    """A report in which agencies agree, differ, overlap and are silent."""
    silence = Silence((RECOVERY.agency,), ())
    nobody = Silence()
    version = plans()[-1]
    accounts = {
        "1": (
            Account(SCHOOL, ProgressRow("1", "achieved", WORK, "Breakfast club", "Tomos still needs help with reading.")),
            Account(HOUSING, ProgressRow("1", "partly", "Seen at home at 10.30 on two school days.", "", "")),
        ),
        "2": (Account(HEALTH, ProgressRow("2", "achieved", "Done on 3 and 17 October.")),),
        "5": (Account(HOUSING, ProgressRow("5", "not", "Forms were sent back twice.", extras=(Extra("progress", "Cost", "£120 for the lock"),))),),
    }  # fmt: skip
    return JointReport(
        as_at=date(2041, 11, 10),
        contributors=(
            Contributor(SOCIAL, "Social worker", date(2041, 11, 6), 1),
            Contributor(SCHOOL, "Head teacher", date(2041, 11, 5), 2),
            Contributor(HEALTH, "Health visitor", date(2041, 11, 5), 1),
            Contributor(POLICE, "Sergeant", date(2041, 11, 3), 1),
            Contributor(HOUSING, "Housing officer", date(2041, 11, 10), 1),
        ),
        missing=(RECOVERY.agency, "Voice & Choice Advocacy"),
        chronology=_chronology(),
        chronology_silence=Silence((RECOVERY.agency,), (HEALTH.agency,)),
        progress=tuple(
            ActionProgress(
                a,
                accounts.get(a.action.number, ()),
                silence if a.action.number == "3" else nobody,
                a.action.number == "1",
            )
            for a in version.actions
        ),
        proposals=proposals(),
        risks=(
            FactorEntry(POLICE, FactorRow("risk", "", "Three calls to the address at night.", "new", "Two in July, one in August.")),
            FactorEntry(SCHOOL, FactorRow("risk", TOMOS, "Worry about what happens at home.", "same", "He asks to stay after club.")),
        ),
        protective=(
            FactorEntry(HEALTH, FactorRow("protective", ELIN, "Warm and attentive care.", "changed", "Seen at each of five visits.")),
            FactorEntry(SOCIAL, FactorRow("protective", "", "A neighbour looked after both children.", "gone", "She moved away.")),
        ),
        factors_silence=silence,
        other=(Passage(HOUSING, "Neighbours have stopped complaining since September."),),
        voices=(
            ChildVoice(TOMOS, (
                (SCHOOL, VoiceRow(TOMOS, "“I like it when Mam laughs. I don't like it when the door bangs. I want my bike back.”", "Drawing and talking with the learning mentor, three times in October.", "Tomos listens for doors at night.")),
                (SOCIAL, VoiceRow(TOMOS, "He would like his Dad to read to him.", "Seen alone at school.")),
            ), nobody),
            ChildVoice(ELIN, (), Silence((RECOVERY.agency,), (POLICE.agency, HOUSING.agency))),
        ),
        views=(
            ParentViews("Ffion Fennimore", ((SOCIAL, ViewsRow("Ffion Fennimore", "The club has made the mornings easier. I sleep again. I do not see why the police still come.")),)),
            ParentViews("Mateusz Łęcki", ()),
        ),
        views_silence=silence,
        seen=(
            (SCHOOL, SeenRow(TOMOS, "", date(2041, 11, 4), "yes", "no", "", "At school")),
            (HEALTH, SeenRow(ELIN, HEALTH.author, date(2041, 10, 30), "no", "yes", "yes", "")),
        ),
        seen_silence=silence,
        analysis=_analysis(silence),
        plan_success=Passage(SOCIAL, "Five of six actions are done or well on their way."),
        agreed_recommendation=Passage(SOCIAL, "Most members think that both children still need a plan."),
        recommendations=_recommendations(),
        coverage=_coverage(version),
        reasons=((SOCIAL, Reason("action-vague", "The club calls it so.")),),
        extras=((SCHOOL, Extra("voices", "Who drew with Tomos?", "The learning mentor")), (POLICE, Extra("new_block", "Log numbers", "Held by the police"))),
        outside=((SCHOOL, Outside(Place("Chronology", "cell H4"), "Please ring before you come, the office is closed at noon.")),),
    )  # fmt: skip


def _coverage(version: PlanVersion) -> Coverage:
    """The school has told everything, housing half, the police nothing, and recovery has sent nothing."""
    one, two, *_, last = version.actions

    def told(source: Source, *actions: ActionTold, sent: bool = True) -> AgencyCoverage:
        return AgencyCoverage(source.agency, sent, actions)

    agencies = (
        told(SCHOOL, ActionTold(one, Told.FILLED), ActionTold(two, Told.FILLED)),
        told(HOUSING, ActionTold(one, Told.PARTLY), ActionTold(last, Told.LATER)),
        told(POLICE, ActionTold(two, Told.SILENT)),
        told(HEALTH),
        told(RECOVERY, ActionTold(last, Told.SILENT), sent=False),
    )
    children = (
        ChildCoverage(TOMOS, tuple(AgencyOnChild(a, a.sent, a.agency == SCHOOL.agency) for a in agencies)),
        ChildCoverage(ELIN, (AgencyOnChild(agencies[0], voice=False, position=True),)),
    )
    return Coverage(agencies, children, (one,))


def wording() -> tuple[PlanWording, ...]:
    """Two versions of the plan, the second one clearer."""
    groups = ("missing", "open", "words", "reading", "dates")
    return (
        PlanWording(1, ICPC, 6, tuple(zip(groups, (4, 3, 2, 1, 0), strict=True))),
        PlanWording(2, FIRST, 7, tuple(zip(groups, (0, 1, 0, 0, 2), strict=True))),
    )


def _chronology() -> tuple[ChronologyGroup, ...]:
    def told(
        source: Source, held: date | None, event: str, outcome: str, child: str = "", **more: object
    ) -> ChronologyEntry:
        return replace(ChronologyEntry(source, held, child, event, outcome), **more)

    night = (
        told(POLICE, date(2041, 9, 28), "Officers went to the address at 22.40 after a call about shouting.", "No offence; both adults calm. Children asleep."),
        told(HOUSING, date(2041, 9, 29), "Neighbour reported shouting late at night.", "Letter sent to the household."),
    )  # fmt: skip
    return (
        ChronologyGroup((told(SCHOOL, date(2041, 9, 2), "Tomos came in at 10.20, without breakfast.", "Mother rung; she came at once.", TOMOS, outside_period=True),)),
        ChronologyGroup((told(SOCIAL, date(2041, 9, 20), "First core group.\nBoth parents came.", "Plan agreed."),)),
        ChronologyGroup(night, dates_differ=True, outcomes_differ=True),
        ChronologyGroup((told(HEALTH, date(2041, 10, 3), "Immunisation given.", "", ELIN, extras=(Extra("chronology", "Clinic", "Harbour Lane"),)),)),
        ChronologyGroup((told(HOUSING, None, "Lock of the front door found broken.", "Repair ordered."),)),
    )  # fmt: skip


def _analysis(silence: Silence) -> tuple[AnalysisQuestion, ...]:
    def question(key: str, agreed: str, *passages: Passage) -> AnalysisQuestion:
        return AnalysisQuestion(key, passages, agreed, silence)

    return (
        question("history", "The group agrees with the account of the social worker.", Passage(SOCIAL, LONG_HISTORY), Passage(SCHOOL, LONG_HISTORY[:280])),
        question("needs", "", Passage(SOCIAL, LONG_NEEDS), Passage(HEALTH, "Elin's hearing is good.")),
        question("impact", "Both children would stay anxious.", Passage(SCHOOL, "Tomos would fall further behind.")),
        question("capacity", "", Passage(POLICE, "No view."), Passage(SOCIAL, LONG_NEEDS)),
        question("help", "Help goes on until July."),
    )  # fmt: skip


def _recommendations() -> tuple[ChildRecommendation, ...]:
    def position(source: Source, child: str, code: str, reasons: str) -> Position:
        return Position(source, PositionRow(child, source.author, source.agency, code, reasons))

    tomos = (
        position(
            SCHOOL, TOMOS, "continue", "He is doing better because of the plan. It is too early to stop."
        ),
        position(SOCIAL, TOMOS, "continue", "Change is real and still young."),
        position(
            POLICE, TOMOS, "end", "There has been no call since September.\nSupport can go on without a plan."
        ),
        position(HOUSING, TOMOS, "unsure", ""),
    )
    elin = tuple(replace(p, row=replace(p.row, child=ELIN)) for p in tomos[:2])
    return (
        ChildRecommendation(TOMOS, tomos, (("continue", 2), ("end", 1), ("unsure", 1)), tomos[2:], (RECOVERY.author, "Mateusz Łęcki")),
        ChildRecommendation(ELIN, elin, (("continue", 2), ("end", 0), ("unsure", 0)), (), (RECOVERY.author,)),
    )  # fmt: skip


def _first_minutes() -> Minutes:
    return Minutes(case="CP-2041-007", kind="first", held=FIRST, meetings=(Meeting("subsequent", date(2041, 10, 17), "10:00", "Lantern Family Centre"),))  # fmt: skip


def _minutes() -> Minutes:
    return Minutes(
        case="CP-2041-007",
        kind="pre-rcpc",
        held=PRE_RCPC,
        time="10:00",
        place="Lantern Family Centre",
        chair="Priya Solanki",
        chair_agency=SCHOOL.agency,
        note_taker=HEALTH.author,
        note_taker_agency=HEALTH.agency,
        sent=date(2041, 11, 10),
        circulated=date(2041, 11, 12),
        purpose="To look at the plan and prepare the report for the conference.",
        membership="The advocate has joined.",
        everyone_has_plan="yes",
        previous_notes="Agreed as a true record.",
        matters_arising="The lock has not been repaired.",
        attendance=(
            Attendance(SOCIAL.author, SOCIAL.agency, "Social worker", "yes", "attended"),
            Attendance(POLICE.author, POLICE.agency, "Sergeant", "yes", "substitute", "PC Nerys Anyone"),
            Attendance(HOUSING.author, HOUSING.agency, "Housing officer", "yes", "apologies-report"),
            Attendance(RECOVERY.author, RECOVERY.agency, "Keyworker", "yes", "nothing"),
        ),
        absent_reports=(AbsentReport(HOUSING.author, HOUSING.agency, "Repair is booked.\nForms have come back."),),
        seen=(SeenRow(TOMOS, SCHOOL.author, date(2041, 11, 6), "yes", "no", "", "School"),),
        voices=(VoiceRow(TOMOS, "I want my bike back.", "Told his teacher."),),
        views=(ViewsRow("Ffion Fennimore", "Mornings are easier."),),
        aims=(Aim(TOMOS, "Being left alone.", "Calm evenings.", "A tenancy that lasts.", "My bike."),),
        going_well="Breakfast club; all immunisations done.",
        assessment="Nearly complete.",
        assessment_due=date(2041, 11, 20),
        updates=(
            PlanUpdate("1", WORK, "Bus strike.", "18 of 20 days.", "changed", "Breakfast club on five days.", SCHOOL.author, SCHOOL.agency, date(2042, 3, 1)),
            PlanUpdate("2", decision="done", actual_outcome="All done."),
            PlanUpdate("6", decision="conference"),
        ),
        new_actions=(Action("", "family", "", "The tenancy may end.", "A secure tenancy.", "Apply for a longer tenancy.", "", HOUSING.author, HOUSING.agency),),
        factors=(FactorRow("risk", "", "Calls at night.", "new", "Two in July.", POLICE.author),),
        history=LONG_HISTORY,
        needs=LONG_NEEDS,
        plan_success="It is working.",
        report_arrangements="The social worker sends the draft to everybody by Friday.",
        recommendation="Most members think that both children still need a plan.",
        positions=(PositionRow(TOMOS, SCHOOL.author, SCHOOL.agency, "continue", "Too early to stop."), PositionRow(TOMOS, POLICE.author, POLICE.agency, "end", "")),
        concerns="None.",
        contingency="Ring the duty team.",
        other="The crèche will run again.",
        agreements=(Agreement(SCHOOL.author, SCHOOL.agency, "Teacher", "yes"), Agreement("Ffion Fennimore", "", "Mother", "no", "Not with visits without notice.")),
        meetings=(Meeting("subsequent", date(2041, 12, 19), "10:00", "Lantern Family Centre"),),
        reasons=(Reason("The meeting was held later than six weeks after the last", "Half-term."),),
        extras=(Extra("opening", "Was there a crèche?", "Yes"),),
    )  # fmt: skip


def with_set_up(case: Case, **answers: object) -> Case:
    """The case, had its set-up form other answers."""
    form = replace(case.set_up.form, **answers)  # type: ignore[arg-type]
    return with_diary(replace(case, set_up=replace(case.set_up, form=form)))


def request() -> Request:
    """The teacher asks for an extra core group; nobody has answered yet."""
    return Request(
        case="CP-2041-007",
        kind="extra-core-group",
        name=SCHOOL.author,
        agency=SCHOOL.agency,
        written=date(2041, 10, 22),
        concerns="Tomos has not been in the breakfast club for eight days.\nHe says that he has to look after Elin.",
        tried="I rang home on 20 October and told the social worker the same day.",
        wanted=date(2041, 11, 1),
        extras=(Extra("about", "Who else knows?", "The health visitor"),),
    )


def refused() -> Request:
    """The same request, answered with a no."""
    return replace(
        request(),
        answer="refused",
        answered_by="Harriet Quayle",
        answered_on=date(2041, 10, 24),
        answer_reasons="The core group of 7 November will talk about it.",
    )


def early_review() -> Request:
    """A request to bring the review conference forward."""
    return Request(
        case="CP-2041-007",
        kind="early-review",
        name=SOCIAL.author,
        agency=SOCIAL.agency,
        written=date(2041, 10, 22),
        concerns="The children were alone again, this time overnight.",
        causes=(
            Cause("enquiries", "Begun on 21 October."),
            Cause("risk", "", (Extra("causes", "Since when?", "Since the weekend"),)),
        ),
    )

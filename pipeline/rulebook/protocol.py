"""The guidance of one partnership as data: its steps, their limits, and the paragraph each one comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from pipeline.model.timeline import Limit, Unit
from pipeline.rulebook.layouts import Layout, LayoutUse
from pipeline.rulebook.sameness import same

RCPC = "rcpc"
ICPC = "icpc"
LAST_CONFERENCE = "last-conference"
PREVIOUS_CORE_GROUP = "previous-core-group"
CORE_GROUP = "core-group"
ENQUIRIES = "enquiries"
SCHOOL_CHANGE = "school-change"
PREVIOUS_VISIT = "previous-visit"
EVENTS = frozenset(
    {RCPC, ICPC, LAST_CONFERENCE, PREVIOUS_CORE_GROUP, CORE_GROUP}
    | {ENQUIRIES, SCHOOL_CHANGE, PREVIOUS_VISIT}
)
"""What a limit may be counted from, beside another step: a day the forms tell, or each of several in turn."""


class Recorded(StrEnum):
    """Where the record says that a step was done: the closed meaning that code gives a step."""

    FIRST_CORE_GROUP = "first-core-group"
    CORE_GROUPS = "core-groups"  # one step for each further core group
    FINAL_CORE_GROUP = "final-core-group"
    MINUTES = "minutes"  # one step for each core group held, as are the next two
    CIRCULATED = "circulated"
    NOTICE = "notice"
    AMENDMENTS = "amendments"
    SIGN_OFF = "sign-off"
    AUTHORISATION = "authorisation"
    ASSESSMENT = "assessment"
    CONFERENCE = "conference"
    OUTLINE_SENT = "outline-sent"
    SCHOOL_CHANGE = "school-change"  # one step for each child who changed school
    SEEN = "seen"  # checked for each child, as are the next three
    SEEN_AT_HOME = "seen-at-home"
    SEEN_ALONE = "seen-alone"
    BEDROOM_SEEN = "bedroom-seen"


AFTER_EACH = frozenset({Recorded.MINUTES, Recorded.CIRCULATED, Recorded.NOTICE})
"""What follows each core group held; the minutes tell of it."""
CORE_GROUPS_HELD = frozenset(
    {Recorded.FIRST_CORE_GROUP, Recorded.CORE_GROUPS, Recorded.FINAL_CORE_GROUP, Recorded.SCHOOL_CHANGE}
)
"""What is done once a core group is held, which its minutes alone tell."""
SEEING = frozenset({Recorded.SEEN, Recorded.SEEN_AT_HOME, Recorded.SEEN_ALONE, Recorded.BEDROOM_SEEN})
"""What is checked for each child and has a table of its own."""


class Applies(StrEnum):
    """In which periods of a case a step is asked for."""

    ALWAYS = "every"
    FIRST = "first"  # from the initial conference to the first review
    LATER = "later"


class ProtocolRule(StrEnum):
    """What some partnerships ask for and others do not. A rule without a name here holds for all."""

    LEAD_DOES_NOT_CHAIR = "lead-does-not-chair"
    CHAIR_TAKES_NO_NOTES = "chair-takes-no-notes"
    MANAGER_CHAIRS_FIRST = "manager-chairs-first"
    MANAGER_ATTENDS_SECOND = "manager-attends-second"
    MANAGER_ATTENDS_LAST = "manager-attends-last"
    MANAGER_CHAIRS_ALL = "manager-chairs-all"
    NOT_AT_HOME = "not-at-home"
    ABSENT_WRITE = "absent-write"
    SUBSTITUTE = "substitute"
    ONE_SET_OF_MINUTES = "one-set-of-minutes"
    INTERVAL_BY_CONFERENCE = "interval-by-conference"
    ACTIONS_SMART = "actions-smart"
    PLAIN_LANGUAGE = "plain-language"
    DROPPED_TO_CONFERENCE = "dropped-to-conference"
    DISSENT_CIRCULATED = "dissent-circulated"
    FAMILY_CONTRIBUTES = "family-contributes"
    CHILDS_VOICE = "childs-voice"
    LANGUAGE_RESPECTED = "language-respected"
    CULTURE_RESPECTED = "culture-respected"
    DISABILITY_RESPECTED = "disability-respected"
    EXCLUDED_VIEWS_SOUGHT = "excluded-views-sought"
    NEW_SCHOOL_JOINS = "new-school-joins"
    PLAN_SIGNED = "plan-signed"
    FOUR_CONSIDERATIONS = "four-considerations"
    EXTRA_CORE_GROUP = "extra-core-group"
    INSTITUTION_WRITTEN_TO = "institution-written-to"
    EARLY_REVIEW = "early-review"
    SINGLE_REPORT = "single-report"


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody to whom the guidance gives a step, by the name it uses. ``source`` is the paragraph that does.

    ``part`` is the code of a member's part in the core group that the role goes with, "" if it has none.
    """

    id: str
    title: str
    source: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One limit of a protocol.

    ``anchor`` is an event (``EVENTS``) or the id of an earlier step, ``who`` a role's title. ``limit`` is
    None where the guidance asks for the step and sets no time.
    ``other_unit`` is the unit that the source's words could also mean, None where they are plain.
    ``read`` says what the source has and how it was read. A step that comes several times is called by
    ``each``, with the blank ``{number}`` or ``{meeting}``. ``parts`` are the codes of the members whose
    visits to a child count, ``also`` the titles it had before it was said in another language.
    """

    id: str
    title: str
    who: str
    limit: Limit | None
    anchor: str
    recorded: Recorded
    source: str
    applies: Applies = Applies.ALWAYS
    other_unit: Unit | None = None
    read: str = ""
    each: str = ""
    parts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def within(self) -> Limit:
        """The limit of a step that has one, as every link of a chain has; ValueError for one left open."""
        if self.limit is None:
            raise ValueError(self.id)
        return self.limit

    @property
    def other(self) -> Step:
        """The same step under the other reading of its unit."""
        if self.other_unit is None or self.limit is None:
            return self
        return replace(self, limit=replace(self.limit, unit=self.other_unit), other_unit=self.limit.unit)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the guidance calls something that a fixed word of a document names otherwise."""

    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Quorum:
    """Who has to be at a core group: codes of members' parts, and how many members at least (0: not said)."""

    source: str
    parts: tuple[str, ...] = ()
    members: int = 0
    read: str = ""


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """What the guidance speaks of and sets no limit for, so that nothing is counted."""

    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a guidance's own names are in another language; what is not here keeps the name it has.

    ``roles``, ``steps``, ``each`` (the title of a step that comes several times) and ``read`` are by the id
    of the role or step, ``headings`` by the name of the fixed word, ``left_open`` in the guidance's order.
    """

    title: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    each: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    left_open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Protocol:
    """A partnership's guidance. ``chain`` names the steps from the final core group to the final copy.

    It is empty where the guidance has no such steps: then no conference can be too near. ``rules`` are those
    it asks for, each with its paragraph; ``layouts`` the papers that are its own; ``headings`` are by the
    name of the fixed word that they replace.
    ``editions`` are the protocol as it stands from later days on, in order, each with where it was
    ``announced``, which is "" for what holds at first; ``said`` its names in other languages.
    """

    name: str
    title: str
    guidance: str
    steps: tuple[Step, ...]
    chain: tuple[str, ...]
    roles: tuple[Role, ...]
    rules: Mapping[ProtocolRule, str] = field(default_factory=dict)
    layouts: Mapping[Layout, LayoutUse] = field(default_factory=dict)
    headings: Mapping[str, Heading] = field(default_factory=dict)
    quorum: Quorum | None = None
    left_open: tuple[LeftOpen, ...] = ()
    dated: str = ""
    default: bool = False
    editions: tuple[tuple[date, Protocol], ...] = ()
    announced: str = ""
    said: Mapping[str, Said] = field(default_factory=dict)

    @property
    def titles(self) -> frozenset[str]:
        """Every title that it has at first or later, in any language."""
        standing = (self, *(edition for _, edition in self.editions))
        said = {told.title for each in standing for told in each.said.values() if told.title}
        return frozenset(said | {each.title for each in standing})

    def in_force(self, day: date) -> Protocol:
        """The protocol as it stood on a day. A case keeps the rules in force when its period began."""
        standing = [edition for start, edition in self.editions if start <= day]
        return standing[-1] if standing else self

    def said_in(self, language: str) -> Protocol:
        """The protocol with the names it has in a language; as it is where it has none in that language."""
        said = self.said.get(language)
        if said is None:
            return self
        roles = {role.title: said.roles.get(role.id, role.title) for role in self.roles}
        roles[""] = ""
        return replace(
            self,
            title=said.title or self.title,
            roles=tuple(replace(role, title=roles[role.title]) for role in self.roles),
            steps=tuple(
                replace(
                    step,
                    title=said.steps.get(step.id, step.title),
                    each=said.each.get(step.id, step.each),
                    read=said.read.get(step.id, step.read),
                    who=roles[step.who],
                    also=(*step.also, step.title),
                )
                for step in self.steps
            ),
            layouts={
                layout: replace(use, sender=roles[use.sender], to=roles[use.to], next=roles[use.next])
                for layout, use in self.layouts.items()
            },
            left_open=tuple(
                replace(one, says=says)
                for one, says in zip(
                    self.left_open, said.left_open or (one.says for one in self.left_open), strict=True
                )
            ),
        )

    def step(self, key: str) -> Step:
        """The step with this id; KeyError if there is none."""
        for step in self.steps:
            if step.id == key:
                return step
        raise KeyError(key)

    def named(self, answer: str) -> Step | None:
        """The step that somebody calls by its id or its title in any language; None if it is neither."""
        for step in self.steps:
            said = (other.steps[step.id] for other in self.said.values() if step.id in other.steps)
            if any(same(name, answer) for name in (step.id, step.title, *step.also, *said)):
                return step
        return None

    @property
    def links(self) -> tuple[Step, ...]:
        """The steps of the chain in order; none where the guidance has no such steps."""
        return tuple(self.step(key) for key in self.chain)

    @property
    def other(self) -> Protocol:
        """The protocol with every doubtful unit read the other way."""
        return replace(self, steps=tuple(step.other for step in self.steps))

    @property
    def other_unit(self) -> Unit | None:
        """The other unit in which the final copy's limit could be read; None if its source is plain."""
        return self.links[-1].other_unit if self.chain else None


@dataclass(frozen=True, slots=True)
class Nation:
    """Whose bank holidays count. ``holiday_names`` turns the calendar's names into those people use.

    ``substitute`` names the day off that stands in for a holiday at a weekend: it has the blank ``{name}``.
    ``said`` is the same nation with its names in other languages, by code.
    """

    title: str
    country: str
    subdivision: str
    holiday_names: Mapping[str, str]
    substitute: str
    said: Mapping[str, Nation] = field(default_factory=dict)

    def said_in(self, language: str) -> Nation:
        """The nation with the names it has in a language; as it is where it has none in that language."""
        return self.said.get(language, self)

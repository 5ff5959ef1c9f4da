from dataclasses import replace
from datetime import date
from types import SimpleNamespace

from pipeline.merge.people import factors, seen, seen_silence, views, views_silence, voices
from pipeline.model.forms import FactorRow, SeenRow, ViewsRow, VoiceRow
from pipeline.model.plan import Source
from pipeline.model.report import Silence
from pipeline.model.set_up import Parent

HOUSING = Source("Housing", "Cal Dorn", date(2041, 5, 1))
CORE_GROUP = Source("", "Pia Lund", date(2041, 4, 1), core_group=True)
OTHERS = ("Children's Services", "Hillfoot School", "Health Visiting")


def test_each_child_has_a_voice_of_its_own_heard_or_not(family: SimpleNamespace) -> None:
    ash, wren = VoiceRow("ash fable", "I like the breakfast"), VoiceRow("Wren", gathered="Play")
    both, third, blank = VoiceRow("", "They sing"), VoiceRow("Rowan", "Who am I?"), VoiceRow("Wren Fable")
    form = family.contribution("Housing", voices=(both, third, ash, blank))
    case = family.case([form, family.minutes(date(2041, 4, 1), voices=(wren,))])
    found = voices(case)
    assert [v.child for v in found] == ["Ash Fable", "Wren Fable", "Rowan", ""]
    assert [v.entries for v in found] == [
        ((HOUSING, ash),),
        ((CORE_GROUP, wren),),
        ((HOUSING, third),),
        ((HOUSING, both),),
    ]


def test_silence_about_one_child_is_named_for_that_child(family: SimpleNamespace) -> None:
    case = family.case([family.contribution("Housing", voices=(VoiceRow("Ash Fable", "I like it"),))])
    ash, wren = voices(case)
    assert ash.silence == Silence(OTHERS, ())
    assert wren.silence == Silence(OTHERS, ("Housing",))
    for_both = family.case([family.contribution("Housing", voices=(VoiceRow("", "They sing"),))])
    assert [v.silence.left_blank for v in voices(for_both)] == [(), (), ()]


def test_every_parent_is_listed_the_excluded_one_too(family: SimpleNamespace) -> None:
    assert [(v.name, v.entries) for v in views(family.case([]))] == [("Mara Fable", ()), ("Dov Quill", ())]


def test_views_find_their_parent_and_no_view_is_lost(family: SimpleNamespace) -> None:
    rows = (
        ViewsRow("mother", "Better"),
        ViewsRow("Grandad", "Worried"),
        ViewsRow("", "Tired"),
        ViewsRow("Dov Quill"),
    )
    found = views(family.case([family.contribution("Housing", views=rows)]))
    assert [(v.name, [row for _, row in v.entries]) for v in found] == [
        ("Mara Fable", [rows[0]]),
        ("Dov Quill", []),
        ("Grandad", [rows[1]]),
        ("", [rows[2]]),
    ]


def test_a_relationship_that_two_have_is_nobodys_name(family: SimpleNamespace) -> None:
    carers = tuple(Parent(name, relationship="Carer") for name in ("Edda Frost", "Olaf Frost"))
    row = ViewsRow("Carer", "Too many visits")
    case = family.case([family.contribution("Housing", views=(row,))], replace(family.set_up, parents=carers))
    assert [(v.name, len(v.entries)) for v in views(case)] == [
        ("Edda Frost", 0),
        ("Olaf Frost", 0),
        ("Carer", 1),
    ]


def test_a_printed_name_alone_is_no_view(family: SimpleNamespace) -> None:
    case = family.case([family.contribution("Housing", views=(ViewsRow("Mara Fable"),))])
    assert views_silence(case) == Silence(OTHERS, ("Housing",))


def test_factors_are_sorted_by_kind_and_none_is_dropped(family: SimpleNamespace) -> None:
    risk, strength, neither = (
        FactorRow("risk", factor="A"),
        FactorRow("protective", factor="B"),
        FactorRow(factor="C"),
    )
    said = FactorRow("risk", factor="D", said_by="Mara Fable")
    forms = [
        family.minutes(date(2041, 4, 1), factors=(said,)),
        family.contribution("Housing", factors=(neither, strength, risk, FactorRow())),
    ]
    case = family.case(forms)
    assert [(e.source, e.row) for e in factors(case, "risk")] == [(HOUSING, risk), (CORE_GROUP, said)]
    assert [e.row for e in factors(case, "protective")] == [strength]
    assert [e.row for e in factors(case, "")] == [neither]


def test_who_saw_whom_comes_from_contributions_and_minutes(family: SimpleNamespace) -> None:
    row, printed = (
        SeenRow("Ash Fable", "Cal Dorn", date(2041, 4, 30), "yes"),
        SeenRow("Wren Fable", "Cal Dorn"),
    )
    case = family.case(
        [
            family.contribution("Housing", seen=(row, printed)),
            family.contribution("Health Visiting", seen=(printed,)),
            family.minutes(date(2041, 4, 1), seen=(SeenRow("Ash Fable", "Jo Marsh", alone="no"),)),
        ]
    )
    assert seen(case) == ((HOUSING, row), (CORE_GROUP, SeenRow("Ash Fable", "Jo Marsh", alone="no")))
    assert seen_silence(case) == Silence(OTHERS[:2], ("Health Visiting",))

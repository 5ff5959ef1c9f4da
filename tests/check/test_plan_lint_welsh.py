"""The plan linter on Welsh plans: mutated words are found, plain Welsh left in peace, English read too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.check.plan_lint import flaws, surroundings, unnamed, wording
from pipeline.model.set_up import Action, CaseSetUp, Child, Member
from pipeline.storage.library import load

ROOT = Path(__file__).parents[2]
LIBRARY = load(ROOT / "schemas", ROOT / "templates")
SET_UP = CaseSetUp(
    language="cy",
    protocol="ceredigion",
    children=(Child("Robin Example", school="Ysgol y Bont"),),
    members=(
        Member("Siân Ŵyn-Harrow", "Gwasanaeth Cefnogi Teuluoedd", "Gweithiwr cefnogi"),
        Member("Jo Placeholder", "Heddlu'r Dref", "Swyddog heddlu"),
    ),
)
WORDS = LIBRARY.plan_words_of(SET_UP)
AROUND = surroundings(SET_UP, ())
GOOD = Action(
    number="1",
    domain="child",
    need="Mae Robin yn dod i'r ysgol heb frecwast ddwy neu dair gwaith yr wythnos.",
    outcome="Mae Robin yn bwyta brecwast cyn pob diwrnod ysgol.",
    action="Mae gan Robin le yn y clwb brecwast.",
    how="Mae Alex yn mynd ag ef i'r drws am 8.00.",
    who="Siân Ŵyn-Harrow",
    start=date(2041, 9, 12),
    end=date(2041, 12, 1),
    often="Bob diwrnod ysgol",
    measure="Cofrestr y clwb brecwast.",
)
OTHERS = (
    replace(
        GOOD,
        number="2",
        domain="parents",
        need="Mae'r tŷ'n oer ac nid oes dŵr poeth ers mis Awst.",
        outcome="Mae'r gwres yn gweithio ym mhob ystafell cyn y gaeaf.",
        action="Mae Jo yn gofyn i'r landlord drwsio'r boeler.",
        how="Llythyr at y landlord, a galwad ffôn bob bore Llun nes daw'r peiriannydd.",
        who="Jo Placeholder",
        often="Unwaith yr wythnos",
        measure="Mae Jo yn teimlo'r gwresogyddion ac yn rhedeg y tap.",
    ),
    replace(
        GOOD,
        number="3",
        need="Nid yw Robin yn cysgu digon am fod y teledu ymlaen yn hwyr.",
        outcome="Mae Robin yn y gwely erbyn 8.30 cyn diwrnod ysgol.",
        action="Mae Alex yn darllen stori i Robin yn y gwely, a'r teledu wedi'i ddiffodd.",
        how="Yn ei ystafell, gyda llyfrau o'r llyfrgell.",
        often="Bob nos cyn diwrnod ysgol",
        measure="Siart ar ddrws yr oergell; mae'r ysgol yn dweud a yw'n effro yn y wers gyntaf.",
    ),
)
# For each entry of the vague words, in the order of the file: where it stands, and what is found there.
VAGUE = [
    ("action", "Alex i ymgysylltu â'r clwb.", "ymgysylltu"),
    ("measure", "Bydd yr ysgol yn ei fonitro.", "fonitro"),
    ("how", "Yn y clwb, fel y bo'n briodol.", "fel y bon briodol"),
    ("how", "Yn y clwb, yn ôl yr angen.", "yn ôl yr angen"),
    ("often", "Fel bo angen", "fel bo angen"),
    ("often", "Pan fydd angen", "pan fydd angen"),
    ("often", "Ymweliadau barhaus", "barhaus"),
    ("often", "Yn rheolaidd", "rheolaidd"),
    ("how", "Cyn gynted â phosibl.", "cyn gynted â phosibl"),
    ("how", "Yn y dyfodol agos.", "yn y dyfodol agos"),
    ("action", "Cefnogi'r teulu.", "cefnogir"),
    ("action", "Mae Jo yn cydweithio ag Alex.", "cydweithio"),
    ("how", "Mae Jo yn cadw mewn cysylltiad ag Alex.", "cadw mewn cysylltiad"),
    ("action", "Mae Alex i'w hystyried am le.", "hystyried"),
    ("action", "Annog Alex i ddod.", "annog"),
    ("action", "Sicrhau'r brecwast.", "sicrhaur"),
    ("action", "Mae Alex yn ceisio dod.", "ceisio"),
    ("outcome", "Mae'r boreau'n gwella.", "gwella"),
    ("outcome", "Brecwast ddigonol.", "ddigonol"),
    ("outcome", "Brecwast sy'n ddigon da.", "ddigon da"),
    ("action", "Mae Alex yn flaenoriaethu'r plant.", "flaenoriaethur"),
    ("how", "Yn agored ac yn onest.", "yn agored ac yn onest"),
    ("outcome", "Caiff anghenion Robin eu diwallu.", "diwallu"),
    ("outcome", "Mae Robin yn ddiogel.", "yn ddiogel"),
    ("how", "Gyda llaeth, ffrwythau ac ati.", "ac ati"),
    ("action", "Alex i gydymffurfio â'r cynllun.", "gydymffurfio"),
]
NOT_ANSWERED: dict[str, Any] = {"end": None, "often": "", "how": "", "measure": ""}


def codes(action: Action) -> list[str]:
    return [flaw.code for flaw in flaws(action, AROUND, WORDS)]


@pytest.mark.parametrize("action", [GOOD, *OTHERS])
def test_a_plain_welsh_action_is_left_in_peace(action: Action) -> None:
    assert [(flaw.code, flaw.found) for flaw in flaws(action, AROUND, WORDS)] == []


@pytest.mark.parametrize(("field", "text", "said"), VAGUE)
def test_a_vague_welsh_word_is_found_in_whatever_form(field: str, text: str, said: str) -> None:
    """The other answers are blank where they would say what the word leaves open."""
    bare = replace(GOOD, **{**NOT_ANSWERED, field: text})
    assert [flaw.found for flaw in wording(bare, AROUND, WORDS) if flaw.code == "action-vague"] == [
        ((field, said),)
    ]


def test_every_vague_entry_of_the_file_has_an_example_here() -> None:
    own = LIBRARY.plan_words["cy"]
    for (field, text, said), entry in zip(VAGUE, own.vague, strict=True):
        changes: dict[str, Any] = {**NOT_ANSWERED, field: text}
        told = list(wording(replace(GOOD, **changes), AROUND, replace(own, vague=(entry,))))
        assert [flaw.found for flaw in told] == [((field, said),)], entry.write
        assert entry.write in told[0].write


@pytest.mark.parametrize("word", ["monitro", "fonitro", "monitrir", "fonitro'r", "Fonitro’r"])
def test_a_word_is_found_with_and_without_its_mutation_and_article(word: str) -> None:
    assert codes(replace(GOOD, how=f"Bydd yr ysgol yn {word} boreau.")) == ["action-vague"]


@pytest.mark.parametrize("word", ["cefnogi", "gefnogi", "nghefnogi", "chefnogi"])
def test_each_of_the_mutations_is_known(word: str) -> None:
    assert codes(replace(GOOD, action=f"Ei {word}.", how="Felly.")) == []  # how says what it is
    assert "action-vague" in codes(replace(GOOD, action=f"Ei {word}.", how=""))


def test_the_suggestion_is_in_welsh() -> None:
    (flaw,) = wording(replace(GOOD, often="Yn rheolaidd, yn ôl yr angen"), AROUND, WORDS)
    assert flaw.write == (
        "“yn ôl yr angen” – pryd yn union y gwneir hyn; "
        "“rheolaidd” – pa mor aml, er enghraifft bob dydd Mawrth"
    )


@pytest.mark.parametrize("entry", LIBRARY.plan_words["cy"].jargon, ids=lambda entry: " ".join(entry.words[0]))
def test_every_word_of_jargon_is_found_and_told_in_welsh(entry: Any) -> None:
    for phrase in entry.words:
        text = f"Mae hyn yn {' '.join(phrase).rstrip('*')} i Robin."
        told = [flaw.write for flaw in wording(replace(GOOD, how=text), AROUND, WORDS)]
        assert any(entry.write in one for one in told), text


def test_a_name_of_the_case_is_no_fault_in_welsh_either() -> None:
    text = "Mae'r Gwasanaeth Cefnogi Teuluoedd yn dod am 8.00, a'r gweithiwr cefnogi gyda hwy."
    assert codes(replace(GOOD, action=text, how="")) == ["action-not-smart"]
    assert codes(replace(GOOD, action="Grŵp cefnogi i rieni.", how="")) == ["action-not-smart"]


@pytest.mark.parametrize(
    ("who", "nobody"),
    [
        ("Siân Ŵyn-Harrow", False),
        ("Siân a Jo", False),
        ("Rhywun na wyddom ei enw", False),  # a stranger is another rule's to ask about
        ("Gweithwyr proffesiynol", True),
        ("Y gweithwyr proffesiynol", True),
        ("Pawb", True),
        ("Rhieni a gweithwyr proffesiynol", True),
        ("Y rhieni a'r gofalwyr", True),
        ("Teulu ac asiantaethau", True),
        ("Holl aelodau'r grŵp craidd", True),
        ("I'w gadarnhau", True),
        ("Heddlu'r Dref", True),
        ("Parents and professionals", True),
        ("TBC", True),
    ],
)
def test_who_means_a_person(who: str, nobody: bool) -> None:
    assert unnamed(who, SET_UP, WORDS) is nobody


def test_what_is_missing_is_asked_for_in_welsh() -> None:
    (flaw,) = flaws(replace(GOOD, measure="", often=""), AROUND, WORDS)
    assert flaw.write == (
        "pa mor aml ac am ba hyd (mae “unwaith” yn ddigon); yr hyn y gallai rhywun ei weld neu ei gyfrif"
    )


def test_short_forms_are_explained_in_welsh_whichever_language_they_come_from() -> None:
    (flaw,) = flaws(
        replace(GOOD, how="Mae CAMHS, yr athro ADY a FSW yn dod gyda meddyg y GIG neu'r NHS."), AROUND, WORDS
    )
    assert flaw.write == (
        "CAMHS – gwasanaeth iechyd meddwl plant a'r glasoed; ADY – anghenion dysgu ychwanegol; "
        "FSW – family support worker"
    )


def test_a_long_sentence_is_told_and_hard_words_are_not_measured() -> None:
    """31 words in one sentence, then 30; the English formula would call both hard for anybody."""
    long = "Mae Alex yn mynd â Robin " + "i'r clwb brecwast ac yn ei gasglu " * 3 + "bob un dydd Mawrth."
    assert len(long.split()) == 31
    (flaw,) = flaws(replace(GOOD, action=long), AROUND, WORDS)
    assert (flaw.code, flaw.field, flaw.count) == ("action-long-sentence", "action", 31)
    assert codes(replace(GOOD, action=long.replace(" un ", " "))) == []
    hard = "Gweithgareddau addysgiadol rhyngweithiol ychwanegol cynhwysfawr a chyfranogol."
    assert codes(replace(GOOD, need=hard, outcome=hard, action=hard)) == []


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("action", "Alex to engage with the club.", "action-vague"),
        ("often", "As and when", "action-vague"),
        ("how", "A holistic intervention at 8.00.", "action-jargon"),
        ("how", "The EWO at 8.00.", "action-abbreviation"),
    ],
)
def test_a_plan_in_english_of_a_welsh_case_is_read_too(field: str, text: str, code: str) -> None:
    """Documents in Welsh, answers in English: the words of both are looked for."""
    changes: dict[str, Any] = {field: text}
    assert codes(replace(GOOD, **changes)) == [code]


def test_good_english_is_not_taken_for_bad_welsh() -> None:
    """Every action of the worked example, under the Welsh words and those of English behind them."""
    rows = [
        row
        for path in (ROOT / "example").glob("*.yaml")
        for table in ("plan", "new_actions")
        for row in yaml.safe_load(path.read_text("utf-8")).get("answers", {}).get(table, ())
    ]
    actions = [Action(**row) for row in rows]
    assert len(actions) >= 12
    around = surroundings(SET_UP, actions)
    assert [(action.action, flaw) for action in actions for flaw in flaws(action, around, WORDS)] == []


def test_no_welsh_word_is_one_of_english() -> None:
    """A mutated word could be an English one (well, of gwell): none of the list stands in our own English."""
    english = (ROOT / "templates/words/en.yaml").read_text("utf-8")
    english += (ROOT / "schemas/findings.yaml").read_text("utf-8")
    own = replace(LIBRARY.plan_words["cy"], parts={}, readability=None, meaning=None)
    action = Action(action=english, how=english)
    assert [flaw.found for flaw in wording(action, surroundings(SET_UP, ()), own)] == []


def test_an_english_case_is_not_asked_about_welsh_words() -> None:
    english = LIBRARY.plan_words_of(replace(SET_UP, language="en"))
    assert english.vague == LIBRARY.plan_words["en"].vague

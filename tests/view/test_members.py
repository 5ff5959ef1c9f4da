"""Membership and contact details, in words."""

from __future__ import annotations

import family
from reading import unsaid

from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.words import Words
from pipeline.view.members import members_view


def test_everything_about_a_member_is_said(english: Words) -> None:
    set_up: CaseSetUp = family.case().set_up.form
    parts = {member.part for member in set_up.members}
    view = members_view(family.case(), english)
    assert [line for line in unsaid(set_up.members, view) if line not in parts] == []


def test_a_member_without_a_secure_route_is_seen_at_once(english: Words) -> None:
    rows = members_view(family.case(), english).members.table.rows
    assert rows[0] == (
        ("Adaeze Okonjo-Vale", "Lead social worker", "Link with the family: Social worker"),
        ("Children's services", "Social worker"),
        ("Lantern House", "01632 960101", "adaeze.okonjo-vale@example.org"),
        ("Secure e-mail",),
    )
    assert rows[1][3] == ("Not given",)

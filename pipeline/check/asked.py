"""Whether the guidance of a case asks for a rule that some partnerships have and others do not."""

from __future__ import annotations

from pipeline.check.ground import Ground
from pipeline.model.case import Case
from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.protocol import ProtocolRule


def asks(rule: ProtocolRule, of: Case | CaseSetUp, ground: Ground) -> bool:
    """Whether the protocol that a case follows has a rule.

    Of a set-up it is the protocol that the form itself names, as it stood when its period began; one that is
    not known has no rules.
    """
    library = ground.library
    protocol = library.protocol_of(of) if isinstance(of, Case) else library.protocol_named(of)
    return protocol is not None and rule in protocol.rules

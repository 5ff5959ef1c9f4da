"""The straight line: a submission in, a verdict out; a record in, documents out. Pure: no disk, no clock.

Left to right: read, check, (record), fold, check, merge, view, render. No stage calls back.
"""

from pipeline.run.answering import answer, answer_apart, told_of_replacement
from pipeline.run.cases import CaseLine, LeftBlank, authorised_state, case_line, fold_record, timeline_of
from pipeline.run.documents import Planned, documents, general_forms, mailbox_forms, plan_changes
from pipeline.run.judging import judge, named_case

__all__ = [
    "CaseLine",
    "LeftBlank",
    "Planned",
    "answer",
    "answer_apart",
    "authorised_state",
    "case_line",
    "documents",
    "fold_record",
    "general_forms",
    "judge",
    "mailbox_forms",
    "named_case",
    "plan_changes",
    "timeline_of",
    "told_of_replacement",
]

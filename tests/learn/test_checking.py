"""A lesson that says what is not so is found out, with the line."""

import pytest

from lesson_files import ENGLISH, FILES, RULEBOOK, edited, lessons
from qualflow.learn.checking import faults

CHECK = """```check
clause = "IAA 9(1)"
facts = { report_issued_on = 2029-03-04 }
on = 2029-12-31
verdict = "met"
```
"""


def found(old, new):
    """Return the faults of the lesson after one edit of its English page."""
    (lesson,) = lessons(edited(ENGLISH, old, new))
    return [str(fault) for fault in faults(RULEBOOK, lesson)]


def claimed(toml):
    """Return the faults of the lesson with another claim in place of one."""
    line = FILES[ENGLISH].decode().split(CHECK)[0].count("\n") + 1
    place = f"{ENGLISH}:{line}: "
    return [one.removeprefix(place) for one in found(CHECK, f"```check\n{toml}\n```\n")]


def test_a_lesson_whose_claims_hold_has_no_fault():
    """As it is shipped."""
    (lesson,) = lessons()

    assert faults(RULEBOOK, lesson) == ()


APPROVE = (
    'step = "approve"\nstate = "under_review"\ngiven = ["good_file"]\non = 2029-06-01\n'
)
DECISION = 'clock = "decision"\nacts = ["2029-03-01 apply", "2029-03-01 accept"]\n'


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        (
            f'{APPROVE}answer = "closed"',
            "'approve' on 2029-06-01: closed claimed, open found",
        ),
        (
            f'{APPROVE}answer = "open"\nfailing = ["IAA 8"]',
            "unmet: IAA 8 claimed, none found",
        ),
        (
            f'{APPROVE}answer = "open"\nnot_evaluated = []',
            "not_evaluated: none claimed, OP visit found",
        ),
        (
            'clause = "IAA 9(3)"\nfacts = { samples = 2 }\n'
            'on = 2029-06-01\nverdict = "met"',
            'clause "IAA 9(3)": met claimed, unmet found',
        ),
        (
            'stands = "approved"\ncase = "C-7"\non = 2031-02-10',
            "on 2031-02-10: 'approved' claimed, 'under_review' found",
        ),
        (
            f"{DECISION}on = 2029-03-02\ndue = 2029-03-30",
            "'decision' on 2029-03-02: due 2029-03-30 claimed, 2029-03-29 found",
        ),
        (
            f'{DECISION}on = 2029-04-02\nstatus = "running"',
            "'decision' on 2029-04-02: running claimed, overdue found",
        ),
        (
            'clock = "decision"\non = 2029-04-02\nstatus = "running"',
            "'decision' on 2029-04-02: it does not run",
        ),
    ],
)
def test_a_claim_that_does_not_hold_is_told(toml, fault):
    """What was claimed, and what the engine found."""
    assert claimed(toml) == [fault]


def test_an_exercise_that_nobody_can_solve_is_told():
    """Here nothing stops the approval."""
    lee = 'facts = { assessor = "lee" }\non = 2029-06-01\nask'
    faulty = found(lee, "on = 2029-06-01\nask")

    assert faulty == [
        f"{ENGLISH}: exercise 'who-stops-it' has no solution: "
        "no clause of 'approve' is unmet"
    ]

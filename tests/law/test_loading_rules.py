"""More of the checks of loading: what facts, law, process, words and examples must be.

`¶` marks the line where the mistake is expected; see editing.py.
"""

import pytest

from editing import FILES, NAME, edited, mistake, mistakes
from qualflow.law.loading import read

PROCESS, FACTS, CALENDAR = "process.toml", "facts.toml", "calendar.toml"
IAA, OP, ZH = "law/iaa.toml", "law/op.toml", "words/zh.toml"
APPROVE, CLAUSES = "examples/approve.toml", "examples/clauses.toml"

WITHDRAW = """\
source = ["applied", "under_review"]
target = "withdrawn"
by = ["applicant"]
records = { ended_on = "today" }
"""
RECORDS = 'records = { applied_on = "today" }'
SAMPLES = 'when = "samples >= 3"'
RUNS = 'runs_in = ["under_review"]\n'
STARTED = 'started_by = ["accept"]\n'
LENGTH = "length = 20\n"
FIRST = "a complete file is approved"
SIGNED = "a signed application will do"


def table(*rows):
    """Parametrize over rows of name, file, old text, new text, mistake."""
    params = [pytest.param(*row, id=name) for name, *row in rows]
    return pytest.mark.parametrize(("file", "old", "new", "what"), params)


# States and transitions ---------------------------------------------------------------


@table(
    ("no initial state", PROCESS, "initial = true\n", "",
     "process.toml: no state is initial: exactly one expected"),
    ("two initial states", PROCESS, "right = true", "¶initial = true",
     "state 'approved': state 'draft' is initial already: "
     "exactly one expected"),
    ("a phase", PROCESS, 'phase = "applied"', '¶phase = "aplied"',
     "state 'applied': 'phase': one of applied, under-review, approved, "
     'production-start, cancelled expected, a text found: "aplied"'),
    ("a dead end", PROCESS, "final = true\nat = [1, 2]", "at = [1, 2]",
     "process.toml:43: state 'refused': nothing leads out of it: "
     "a transition or 'final = true' expected"),
    ("a way out of the end", PROCESS, '["approved"]', '¶["approved", "refused"]',
     "transition 'surrender': state 'refused' is final: "
     "nothing leads out of it"),
    ("nothing leads there", PROCESS, 'target = "withdrawn"', 'target = "refused"',
     "process.toml:50: state 'withdrawn': nothing leads here from the initial state"),
    ("versions overlap", PROCESS, WITHDRAW, WITHDRAW + """
[[transition.withdraw.version]]
in_force_until = 2030-01-02
[[transition.withdraw.version]]
¶in_force_from = 2030-01-01""",
     "transition 'withdraw': two versions are in force on one day: "
     "until 2030-01-02 and from 2030-01-01"),
    ("versions without days overlap", PROCESS, WITHDRAW, WITHDRAW + """
[[transition.withdraw.version]]
¶[[transition.withdraw.version]]""",
     "transition 'withdraw': two versions are in force on one day: "
     "always and always"),
    ("a version with a name", PROCESS, WITHDRAW, WITHDRAW + """
[[transition.withdraw.version]]
¶en = "take back\"""",
     "transition 'withdraw': 'en' stands once, beside the versions"),
    ("an unknown key of an actor", PROCESS, 'en = "the approval office"',
     'en = "the approval office"\n¶act = "by_law"',
     "actor 'office': unknown key 'act'\n  did you mean 'acts'?"),
    ("an unknown key of a property", PROCESS, 'never = "approved"',
     'never = "approved"\n¶befor = ["accept"]',
     "property 'no_approval_unseen': unknown key 'befor'\n  did you mean 'before'?"),
    ("an unknown key beside versions", PROCESS, WITHDRAW, WITHDRAW + """
¶sorce = ["applied"]
[[transition.withdraw.version]]""",
     "transition 'withdraw': unknown key 'sorce'\n"
     "  did you mean 'source'?"),
    ("an unknown key in a version", PROCESS, WITHDRAW, WITHDRAW + """
[[transition.withdraw.version]]
¶sorce = ["applied"]""",
     "transition 'withdraw': unknown key 'sorce'\n"
     "  did you mean 'source'?"),
    ("in force on no day", PROCESS, WITHDRAW, WITHDRAW + """
in_force_from = 2030-01-01
¶in_force_until = 2030-01-01""",
     "transition 'withdraw': in force on no day: "
     "from 2030-01-01 until 2030-01-01"),
)  # fmt: skip
def test_states_are_reached_and_left(file, old, new, what):
    """From the one initial state, over all versions, up to the final ones."""
    assert mistake(file, old, new) == what


def test_a_state_is_reached_only_over_what_is_reached():
    """A ring apart from the rest leads nowhere."""
    ring = WITHDRAW.replace('"applied", "under_review"', '"withdrawn"')
    files = edited(PROCESS, WITHDRAW, ring)
    files = edited(PROCESS, "final = true\nat = [1, 1]", "at = [1, 1]", files)

    assert mistakes(files) == [
        "process.toml:50: state 'withdrawn': nothing leads here from the initial state"
    ]


def test_a_process_has_states():
    """Without any there is nothing to be initial."""
    only = b'language = 1\ntitle = "x"\nrelease = "1"\n'
    found = mistakes({**FILES, PROCESS: only})

    assert "process.toml: no state is declared" in found


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ('source = ["draft"]', "transition 'apply'"),
        ('target = "applied"', "transition 'apply'"),
        ('by = ["applicant"]', "transition 'apply'"),
        ('en = "apply for approval"', "transition 'apply'"),
        ('en = "in draft"', "state 'draft'"),
        ('en = "the office"', "actor 'office'"),
        ('release = "2031.1"', ""),
        ('never = "approved"', "property 'no_approval_unseen'"),
        ('before = ["accept"]', "property 'no_approval_unseen'"),
        ('counts_from = "accepted_on"', "clock 'decision'"),
        ('unit = "working day"', "clock 'decision'"),
        ('owner = "office"', "clock 'decision'"),
        ('ref = "IAA 16(1)"', "clock 'decision'"),
        ("length = 20", "clock 'decision'"),
        ('en = "decision on the application"', "clock 'decision'"),
    ],
)
def test_what_is_needed_is_missed(line, where):
    """Once, and at the table."""
    files = edited(PROCESS, line.replace("the office", "the approval office"), "")
    key = line.split(" ")[0]

    (found,) = [m for m in mistakes(files) if m.startswith("process")]

    assert found.endswith(f": {where}: '{key}' is missing".replace(": : ", ": "))


# Law that acts by itself --------------------------------------------------------------

BY_LAW = '[actor.law]\nen = "the law"\nacts = "by_law"\n\n[state.draft]'
TIMED = edited(PROCESS, "[state.draft]", BY_LAW)
TIMED = edited(ZH, "[state.draft]", '[actor.law]\nzh = "法律"\n\n[state.draft]', TIMED)
REFUSE = 'by = ["office"]\nbasis = ["IAA 17"]'


def test_a_reform_can_fire_a_transition():
    """By law, on one day on which it is in force."""
    on_day = 'by = ["law"]\non_day = 2030-01-01'
    files = edited(PROCESS, REFUSE, on_day, TIMED)

    assert read(files, NAME).timed == ("refuse",)


@table(
    ("nothing fires it", PROCESS, '[transition.refuse]', '¶[transition.refuse]',
     "transition 'refuse': nothing fires it: "
     "'on_day' or a clock's 'on_expiry' expected"),
    ("with clauses", PROCESS, 'by = ["law"]',
     'by = ["law"]\non_day = 2030-01-01\n¶clauses = ["IAA 8"]',
     "transition 'refuse': a transition by law has no clauses: "
     "an unknown fact would stop the law"),
    ("on another day", PROCESS, 'by = ["law"]',
     'by = ["law"]\n¶on_day = 2030-01-01\nin_force_from = 2030-01-02',
     "transition 'refuse': "
     "'on_day' is a day on which this is not in force"),
    ("by somebody else", PROCESS,
     'by = ["law"]', 'by = ["office"]\n¶on_day = 2030-01-01',
     "transition 'refuse': 'on_day' is for an actor that acts by law"),
    ("another way to act", PROCESS, 'acts = "by_law"', '¶acts = "by_itself"',
     "actor 'law': 'acts': one of on_request, by_law, by_record "
     'expected, a text found: "by_itself"'),
)  # fmt: skip
def test_the_law_acts_on_its_day_and_without_conditions(file, old, new, what):
    """Nobody can ask for it, so something has to fire it and nothing may stop it."""
    files = edited(PROCESS, REFUSE, 'by = ["law"]', TIMED)

    assert mistake(file, old, new, files) == what


# Records ------------------------------------------------------------------------------


@table(
    ("of no fact", PROCESS, RECORDS, "¶records = { aplied_on = 1 }",
     "transition 'apply': no fact named 'aplied_on' is declared\n"
     "  did you mean 'applied_on'?"),
    ("of a definition", PROCESS, RECORDS, "¶records = { others_rely_on_it = true }",
     "transition 'apply': 'others_rely_on_it' is a definition, "
     "not a fact"),
    ("today for a text", PROCESS, RECORDS, '¶records = { applicant = "today" }',
     "transition 'apply': records 'applicant': today is a day, "
     "the fact is a text"),
    ("a number for a day", PROCESS, RECORDS, "¶records = { applied_on = 3 }",
     "transition 'apply': records 'applied_on': a day expected, "
     "a whole number found: 3"),
    ("a text for a day", PROCESS, RECORDS, '¶records = { applied_on = "2030-01-01" }',
     "transition 'apply': records 'applied_on': a day expected, "
     'a text found: "2030-01-01"'),
    ("a text for a number", PROCESS, RECORDS, '¶records = { samples = "3" }',
     "transition 'apply': records 'samples': a number expected, "
     'a text found: "3"'),
    ("a number for a truth", PROCESS, RECORDS, "¶records = { test_announced = 1 }",
     "transition 'apply': records 'test_announced': "
     "true or false expected, a whole number found: 1"),
    ("a number out of bounds", PROCESS, RECORDS, "¶records = { samples = 1001 }",
     "transition 'apply': records 'samples': "
     "a whole number from 0 to 1,000 expected, a whole number found: 1,001"),
    ("too many decimals", PROCESS, RECORDS, "¶records = { error_pct = 0.005 }",
     "transition 'apply': records 'error_pct': a number from 0.00 to "
     "100.00 with at most 2 decimals expected, a number found: 0.005"),
    ("more digits than are computed with", PROCESS, RECORDS,
     "¶records = { error_pct = 0.50000000000000000000000000001 }",
     "transition 'apply': records 'error_pct': a number expected, "
     "a number found: 0.50000000000000000000000000001"),
    ("an endless number", PROCESS, RECORDS, "¶records = { error_pct = 1e999999 }",
     "transition 'apply': records 'error_pct': a number expected, "
     "a number found: 1e999999"),
    ("no option", PROCESS, RECORDS, '¶records = { intended_use = "trad" }',
     "transition 'apply': records 'intended_use': one of trade, "
     'medicine, teaching expected, a text found: "trad"'),
    ("a copy of another type", PROCESS,
     RECORDS, '¶records = { applied_on = "assessor" }',
     "transition 'apply': records 'applied_on': a day expected, "
     "a text found (the fact 'assessor')"),
    ("a copy that need not fit", PROCESS,
     RECORDS, '¶records = { samples = "error_pct" }',
     "transition 'apply': records 'samples': "
     "not every value of the fact 'error_pct' is one of this fact"),
    ("twice", PROCESS, RECORDS, '¶records = { a.b = 1, "a.b" = 2 }',
     "transition 'apply': no fact named 'a.b' is declared"),
)  # fmt: skip
def test_a_step_writes_what_its_facts_can_be(file, old, new, what):
    """Strictly by type, so that a misspelt name is never taken for a text."""
    assert mistake(file, old, new) == what


def test_a_number_copies_one_of_the_same_type():
    """Bounds may be as wide as these, no wider."""
    other = '[fact.others]\nen = "x"\ntype = "number"\nat_most = {}\n\n[fact.ended_on]'
    words = '[fact.others]\nzh = "x"\n\n[fact.ended_on]'
    for bound, fits in (("999", True), ("1000", True), ("1001", False)):
        files = edited(FACTS, "[fact.ended_on]", other.format(bound))
        files = edited(ZH, "[fact.ended_on]", words, files)
        files = edited(PROCESS, RECORDS, 'records = { samples = "others" }', files)
        if fits:
            assert read(files, NAME)
        else:
            (found,) = mistakes(files)
            assert "not every value of the fact 'others' is one of this fact" in found


def test_a_fact_and_an_option_of_one_name_cannot_be_told_apart():
    """`intended_use = "assessor"` could copy the fact or take the option."""
    choice = 'type = "choice"\noptions = { assessor = "x" }'
    files = edited(FACTS, 'question = "Who has assessed the instrument?"\n', "")
    files = edited(
        FACTS, 'en = "assessor"\ntype = "text"', f'en = "x"\n{choice}', files
    )
    files = edited(FACTS, "[fact.intended_use.options]", "[fact.intended_use.options]\n"
                   'assessor = "x"', files)  # fmt: skip
    record = 'records = { intended_use = "assessor" }'

    found = mistakes(edited(PROCESS, RECORDS, record, files))

    assert (
        "process.toml:72: transition 'apply': records 'intended_use': "
        "'assessor' can mean a fact and an option"
    ) in found


# Clocks -------------------------------------------------------------------------------


@table(
    ("neither way", PROCESS, RUNS, "",
     "process.toml:132: clock 'decision': 'runs_in' or 'started_by' is missing"),
    ("both ways", PROCESS, RUNS, RUNS + '¶started_by = ["accept"]\n',
     "clock 'decision': runs in states ('runs_in') and between acts "
     "('started_by'): one of the two expected"),
    ("paused alone", PROCESS, RUNS, 'paused_in = ["applied"]\n',
     "process.toml:132: clock 'decision': 'runs_in' is missing"),
    ("ended alone", PROCESS, RUNS, 'ended_by = ["approve"]\n',
     "process.toml:132: clock 'decision': 'started_by' is missing"),
    ("dropped in states", PROCESS, RUNS, RUNS + '¶dropped_by = ["approve"]\n',
     "clock 'decision': runs in states ('runs_in') and between acts "
     "('dropped_by'): one of the two expected"),
    ("runs nowhere", PROCESS, RUNS, "¶runs_in = []\n",
     "clock 'decision': 'runs_in': at least one expected, "
     "an empty list found"),
    ("runs and is paused", PROCESS, RUNS, RUNS + '¶paused_in = ["under_review"]\n',
     "clock 'decision': runs and is paused in 'under_review'"),
    ("counts from a text", PROCESS, '"accepted_on"\nunit', '¶"assessor"\nunit',
     "clock 'decision': 'counts_from': a fact of type day expected, "
     "'assessor' is none"),
    ("counts from nothing", PROCESS, 'counts_from = "accepted_on"', "¶counts_from = []",
     "clock 'decision': 'counts_from': at least one expected, an empty list found"),
    ("starts with a text", PROCESS, RUNS, '¶started_by = ["assessor"]\n',
     "clock 'decision': 'started_by': a fact of type day expected, 'assessor' is none"),
    ("a pause without end", PROCESS, RUNS, STARTED + '¶paused_by = ["apply"]\n',
     "clock 'decision': a 'resumed_by' for each 'paused_by' expected, "
     "1 of the one, 0 of the other found"),
    ("an end without pause", PROCESS, RUNS, STARTED + '¶resumed_by = ["apply"]\n',
     "clock 'decision': a 'resumed_by' for each 'paused_by' expected, "
     "0 of the one, 1 of the other found"),
    ("an extension that nobody asks for", PROCESS, "at_most = 10",
     "¶at_most = 10, ahead = 5",
     "clock 'decision': 'ahead' is for an extension with 'asked_by'"),
    ("an extension asked for by a text", PROCESS, "at_most = 10",
     '¶at_most = 10, asked_by = "assessor"',
     "clock 'decision': 'asked_by': a fact of type day expected, 'assessor' is none"),
    ("a unit", PROCESS, 'unit = "working day"', '¶unit = "day"',
     "clock 'decision': 'unit': one of working day, calendar day, month, "
     'year expected, a text found: "day"'),
    ("no length", PROCESS, LENGTH, "¶length = 0\n",
     "clock 'decision': 'length': a whole number from 1 to 36,600 "
     "expected, a whole number found: 0"),
    ("an extension by nobody", PROCESS, 'by = "extend_review", at', "¶at",
     "clock 'decision': 'by' is missing"),
    ("an extension by no number", PROCESS, "at_most = 10",
     '¶at_most = 10, amount = "applied_on"',
     "clock 'decision': 'amount': a number without decimals expected, "
     "'applied_on' is none"),
    ("an extension by fractions", PROCESS, "at_most = 10",
     '¶at_most = 10, amount = "error_pct"',
     "clock 'decision': 'amount': a number without decimals expected, "
     "'error_pct' is none"),
    ("an unknown key in a version", PROCESS, 'ref = "IAA 16(1)"\nlength = 20\n', """
[[clock.decision.version]]
ref = "IAA 16(1)"
¶lenght = 20
""",
     "clock 'decision': unknown key 'lenght'\n  did you mean 'length'?"),
    ("an extension by a misspelt key", PROCESS, "at_most = 10", "¶most = 10",
     "clock 'decision': unknown key 'most'\n  did you mean 'at_most'?"),
    ("versions overlap", PROCESS, 'ref = "IAA 16(1)"\nlength = 20\n', """
[[clock.decision.version]]
ref = "IAA 16(1)"
length = 20
[[clock.decision.version]]
¶in_force_from = 2030-01-01
ref = "IAA 16(1)"
length = 20
""",
     "clock 'decision': two versions are in force on one day: "
     "always and from 2030-01-01"),
    ("an expiry of a clock that runs nowhere", PROCESS, RUNS,
     'on_expiry = "extend_review"\n',
     "process.toml:132: clock 'decision': 'runs_in' or 'started_by' is missing"),
    ("an expiry with clauses", PROCESS, LENGTH, LENGTH + '¶on_expiry = "approve"\n',
     "clock 'decision': 'approve' has clauses: "
     "an unknown fact would stop the law"),
    ("an expiry for ever", PROCESS, LENGTH, LENGTH + '¶on_expiry = "extend_review"\n',
     "clock 'decision': 'extend_review' would fire for ever: "
     "it must leave under_review or write 'accepted_on'"),
    ("an expiry between acts", PROCESS, RUNS + 'counts_from = "accepted_on"',
     'started_by = ["accept"]\ncounts_from = "accepted_on"\n¶on_expiry = "refuse"',
     "clock 'decision': 'refuse' would fire for ever: "
     "it must end it or write 'accepted_on'"),
)  # fmt: skip
def test_a_clock_runs_one_way_and_its_expiry_makes_progress(file, old, new, what):
    """Trap 21: an expiry that changes nothing the clock looks at fires for ever."""
    assert mistake(file, old, new) == what


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LENGTH, LENGTH + 'on_expiry = "refuse"\n'),
        (LENGTH, LENGTH + 'on_expiry = "finding"\n'),
        (RUNS, STARTED + 'ended_by = ["refuse"]\non_expiry = "refuse"\n'),
        (RUNS, STARTED + 'dropped_by = ["refuse"]\non_expiry = "refuse"\n'),
        (RUNS, STARTED + 'ended_by = ["decided_on"]\non_expiry = "refuse"\n'),
        (RUNS, 'started_by = ["applied_on"]\non_expiry = "accept"\n'),
        (RUNS, RUNS + 'paused_in = ["applied"]\n'),
        ("at_most = 10", 'at_most = 10, amount = "samples"'),
        ("at_most = 10", 'at_most = 10, asked_by = "applied_on", ahead = 5'),
        (LENGTH, LENGTH + 'on_expiry = "end"\n'),
        ('"accepted_on"\nunit', '["accepted_on", "applied_on"]\nunit'),
    ],
)  # fmt: skip
def test_a_clock_may_end_itself(old, new):
    """By leaving its states, ending it, or counting from its own day."""
    assert read(edited(PROCESS, old, new), NAME).clocks["decision"].versions


# Facts and definitions ----------------------------------------------------------------


@table(
    ("a type", FACTS, 'type = "day"', '¶type = "date"',
     "fact 'report_issued_on': 'type': one of boolean, number, day, text, "
     'choice expected, a text found: "date"'),
    ("a type of options", FACTS, 'type = "choice"', '¶type = "choise"',
     "fact 'intended_use': 'type': one of boolean, number, day, text, choice expected, "
     'a text found: "choise"'),
    ("no type", FACTS, '¶type = "day"'[1:], "",
     "facts.toml:48: fact 'report_issued_on': 'type' is missing"),
    ("decimals of a text", FACTS, 'type = "text"', 'type = "text"\n¶decimals = 2',
     "fact 'applicant': 'decimals' is for numbers, this is a text"),
    ("a count of a day", FACTS, 'type = "day"', 'type = "day"\n¶count = false',
     "fact 'report_issued_on': 'count' is for numbers, this is a day"),
    ("a choice without options", FACTS, 'type = "text"', 'type = "choice"',
     "facts.toml:3: fact 'applicant': "
     "'options' are missing: a choice has at least one"),
    ("options of a text", FACTS, 'type = "choice"\n\n[', 'type = "text"\n\n¶[',
     "fact 'intended_use': 'options' are for a choice, this is a text"),
    ("no number between", FACTS, "at_most = 1_000", "¶at_least = 1_001\nat_most = 1e3",
     "fact 'samples': no number is at least 1,001 and at most 1,000"),
    ("a wide bound", FACTS, "at_most = 100\n", "¶at_most = 10_000_000_000_001\n",
     "fact 'error_pct': 'at_most': at most 10,000,000,000,000 either way "
     "expected"),
    ("a fine bound", FACTS, "at_most = 100\n", "¶at_most = 99.999\n",
     "fact 'error_pct': 'at_most': more digits after the point than "
     "'decimals' allows"),
    ("an endless bound", FACTS, "at_most = 100\n", "¶at_most = inf\n",
     "fact 'error_pct': 'at_most': a number expected, a number found: inf"),
    ("too many decimals", FACTS, "decimals = 2", "¶decimals = 7",
     "fact 'error_pct': 'decimals': a whole number from 0 to 6 expected, "
     "a whole number found: 7"),
    ("a full stop of a definition", FACTS,
     'en = "others rely on what the instrument shows', '¶en = "Others do.',
     "definition 'others_rely_on_it': 'en': no full stop at the end expected, "
     "'.' found"),
    ("a full stop", FACTS, 'en = "the application is signed', '¶en = "It is signed.',
     "fact 'application_signed': 'en': no full stop at the end expected, '.' found"),
    ("a definition of itself", FACTS, "when = '", "¶when = 'others_rely_on_it or ",
     "definition 'others_rely_on_it': "
     "definition 'others_rely_on_it' can be used only below it"),
    ("a fact in a definition", FACTS, "when = 'intended", "¶when = 'intendet",
     "definition 'others_rely_on_it': no fact named 'intendet_use' is "
     "declared\n  did you mean 'intended_use'?"),
)  # fmt: skip
def test_a_fact_is_of_one_type_with_bounds_that_can_be_computed(file, old, new, what):
    """Bounds stay within 10**15 of the smallest unit, so that no sum is too long."""
    assert mistake(file, old, new) == what


def test_bounds_may_meet_and_may_be_as_wide_as_can_be_computed():
    """At least and at most are both allowed; 10**15 of the smallest unit is the end."""
    alone = {p: t for p, t in FILES.items() if not p.startswith("examples")}
    for old, new, name, bounds in (
        ("at_most = 1_000", "at_least = 9\nat_most = 9", "samples", (9, 9)),
        ("at_most = 1_000", "at_most = 1_000_000_000_000_000", "samples", (0, 10**15)),
        ("at_most = 100\n", "at_least = -1.05\nat_most = 0\n", "error_pct", (-105, 0)),
    ):
        kind = read(edited(FACTS, old, new, alone), NAME).facts[name].type
        assert (kind.at_least, kind.at_most) == bounds


def test_a_definition_uses_only_those_above_it():
    """So there is no ring, and nobody has to look for one."""
    first = '[definition.first]\nen = "x"\nwhen = "others_rely_on_it"\n\n[definition'
    files = edited(FACTS, "[definition", first)
    files = edited(
        ZH, "[definition", '[definition.first]\nzh = "x"\n\n[definition', files
    )

    assert mistakes(files) == [
        "facts.toml:90: definition 'first': "
        "definition 'others_rely_on_it' can be used only below it"
    ]


def test_a_definition_and_a_fact_have_two_names():
    """An expression could not tell them apart."""
    files = edited(FACTS, "[definition.others_rely_on_it]", "[definition.samples]")
    files = edited(ZH, "[definition.others_rely_on_it]", "[definition.samples]", files)
    files = edited(IAA, "others_rely_on_it implies ", "", files)

    assert mistakes(files) == [
        "facts.toml:88: definition 'samples': "
        "a fact has the same name: give one of them another"
    ]


def test_a_dotted_name_is_quoted():
    """For TOML `[fact.ended.on]` is a table in a table."""
    files = edited(FACTS, "[fact.ended_on]", "[fact.ended.on]")

    assert (
        "facts.toml:82: fact 'ended': "
        'a name with a dot is quoted: [fact."ended.on"] expected'
    ) in mistakes(files)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ("", "'options': 1 to 200 expected, 0 found"),
        ("".join(f'o{n} = "x"\n' for n in range(201)),
         "'options': 1 to 200 expected, 201 found"),
        (f'{"o" * 61} = "x"\n',
         "'options': an option named with letters, digits, '_' and '-' expected, "
         f'a text found: "{"o" * 59}…"'),
        ('"ö" = "x"\n',
         "'options': an option named with letters, digits, '_' and '-' expected, "
         'a text found: "ö"'),
        ('"_" = "x"\n',
         "'options': an option named with letters, digits, '_' and '-' expected, "
         'a text found: "_"'),
        ('"a b" = "x"\n',
         "'options': an option named with letters, digits, '_' and '-' expected, "
         'a text found: "a b"'),
    ],
)  # fmt: skip
def test_options_are_few_and_named(options, what):
    """An expression names them in double quotes."""
    listed = 'trade = "trade"\nmedicine = "medicine"\nteaching = "teaching"\n'
    found = mistakes(edited(FACTS, listed, options))

    (mistake,) = [m for m in found if m.startswith("facts")]
    assert mistake.endswith(what)

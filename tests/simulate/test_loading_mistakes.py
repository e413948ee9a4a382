"""What is wrong with a scenario: all of it at once, with its line and a way out."""

from __future__ import annotations

import pytest

from qualflow import load
from qualflow.errors import QualflowError
from qualflow.processes import scenario_file
from qualflow.simulate.loading import (
    ScenarioError,
    process_of,
    read_scenario,
)
from qualflow.simulate.scenario import (
    RESERVED,
)
from scenario_files import CLOCKED, IAA, LEAST, REFERENCE, TEXT, edited, mistakes, read


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("scenario = 1", "scenario = 2¶",
         "'scenario': a whole number from 1 to 1 expected, a whole number found: 2"),
        ('process = "instrument-approval"', 'process = "reference"¶',
         "'process': 'reference' found, read for the process instrument-approval"),
        ('zh = "繁忙的机关" }', 'cn = "繁忙的机关" }¶',
         "[title]: unknown key 'cn'\n  known: en, zh"),
        ("horizon = 2031-12-31", "horizon = 14611¶",
         "'horizon': a number from 1 to 14,610 expected, a whole number found: 14,611"),
        ("horizon = 2031-12-31", "horizon = 2.5¶",
         "'horizon': a whole number of days expected, 2.5 found"),
        ("horizon = 2031-12-31", "horizon = 2029-12-31¶",
         "a day 1 to 14,610 days after the start expected, 2029-12-31 found"),
        ('state = "draft", on', 'state = "drafts", on¶',
         "[start]: no state named 'drafts' is declared\n  did you mean 'draft'?"),
        ("on = 2030-01-07 }", 'on = "soon" }¶', "[start]: 'on': a day expected"),
        ("arrivals = {", "arrival = {¶",
         "unknown key 'arrival'\n  did you mean 'arrivals'?"),
        ("exponential = 2.5", "exponential = 0¶",
         "[arrivals]: 'exponential': a number from 0.000001 to 1,000,000 expected"),
        ("exponential = 2.5", "fixed = 0¶",
         "'arrivals': more than no time at all expected"),
        ('"text", "practice"]', '"text", "habit"]¶',
         "'standings': one of text, press, memory, practice expected, 'habit' found"),
        ('evidence = "documented"', 'evidence = "sworn"¶',
         "'evidence': one of rumoured, reported, documented, official expected"),
        ("samples = 3 }", "samples = 1_001 }¶",
         "given 1: 'samples': a whole number from 0 to 1,000 expected"),
        ("samples = 3 }", "sample = 3 }¶",
         "given 1: no fact named 'sample' is declared\n  did you mean 'samples'?"),
        ('holds = ["application_signed"', 'holds = ["samples"¶',
         "given 1: 'holds': facts of type boolean expected, 'samples' is a number"),
        ('holds = ["application_signed"', 'holds = ["assessor"¶',
         "'holds': facts of type boolean expected, 'assessor' is a text"),
        ("[fact.assessor]", "[fact.assesor]¶",
         "fact 'assesor': no fact named 'assesor' is declared\n"
         "  did you mean 'assessor'?"),
        ('value = "okafor"', "value = 7¶",
         "fact 'assessor': 'value': a text expected, a whole number found: 7"),
        ('drawn = { lognormal = { median = 0.3, sigma = 0.4 } }',
         "drawn = { lognormal = { median = 0.3, sigma = 0 } }¶",
         "drawn, lognormal: 'sigma': a number from 0.000001 to 10 expected"),
        ('value = "trade", share = 0.6', 'value = "sport", share = 0.6¶',
         "'value': one of trade, medicine, teaching expected"),
        ("    { share = 0.1 },", '    { value = "trade", share = 0.1 },',
         "fact 'intended_use': 'chosen': a value is listed twice"),
        ("    { share = 0.1 },", "    { share = 0.2 },",
         "fact 'intended_use': shares that add up to 1 expected, to 1.1 found"),
        ('after = "applied"', 'after = "aplied"¶',
         "no state named 'aplied' is declared\n  did you mean 'applied'?"),
        ('value = true\nafter = "under_review"', 'after = "under_review"',
         "'value' is missing: only a fact of type day needs none"),
        ("[state.draft]", "[state.drafts]¶",
         "state 'drafts': no state named 'drafts' is declared\n"
         "  did you mean 'draft'?"),
        ('then = "apply"', 'then = "aply"¶',
         "state 'draft': no transition named 'aply' is declared\n"
         "  did you mean 'apply'?"),
        ('then = "apply"', 'then = "surrender"¶',
         "state 'draft': 'surrender' does not leave 'draft' from 2030-01-07 to the "
         "horizon\n  steps from here: apply"),
        ('then = "apply"', "then = 7¶",
         "'then': a step, or a table of steps and their shares expected"),
        ('then = "apply"', "then = {}¶",
         "'then': at least one step expected, none found"),
        ("approve = 0.75", "approve = 0.7¶",
         "state 'under_review': shares that add up to 1 expected, to 0.95 found"),
        ("approve = 0.75", "approve = 1.75¶",
         "'approve': a number from 0.000001 to 1 expected, a number found: 1.75"),
        ("approve = 0.75", "aprove = 0.75¶",
         "no transition named 'aprove' is declared\n  did you mean 'approve'?"),
        ("scale = 20, shape", "scale = 20, form¶",
         "draft', delay, weibull: unknown key 'form'\n  known: scale, shape"),
        ("weibull = { scale = 20, shape = 1.5 }", "weibull = 20¶",
         "state 'draft', delay: 'weibull': a table expected"),
        ("weibull = {", "weibul = {¶",
         "unknown key 'weibul'\n  did you mean 'weibull'?"),
        ("fixed = 30", "fixed = 30, exponential = 5¶",
         "one of fixed, uniform, exponential, lognormal, gamma, weibull, empirical "
         "expected, fixed and exponential found"),
        ("fixed = 30", "fixed = 0.5¶", "'retry': more than no time at all expected"),
        ("fixed = 30", "fixed = -1¶",
         "'fixed': a number from 0 to 1,000,000 expected, a whole number found: -1"),
        ("uniform = [100, 200.5]", "uniform = [200.5, 100]¶",
         "'uniform': two numbers expected, the lower first, [200.5, 100] found"),
        ("uniform = [100, 200.5]", "uniform = [1, 2, 3, 4]¶",
         "'uniform': two numbers expected, the lower first, [1, 2, 3, …] found"),
        ("empirical = [12, 9, 20]", "empirical = []¶",
         "'empirical': at least one expected, an empty list found"),
        ("empirical = [12, 9, 20]", "empirical = [nan]¶",
         "'empirical': a number from 0 to 1,000,000 expected, a number found: nan"),
        ("elapsed = 3", "elapsed = 900¶", "'elapsed': nothing is left of it after 900"),
        ('unit = "working day", source = "a talk"', 'unit = "week", source = "a talk"¶',
         "'unit': one of calendar day, working day expected"),
        ("count = 3", "count = 0¶",
         "resource 'reviewers': 'count': a whole number from 1 to 1,000,000 expected"),
        ('held_in = ["under_review"]', 'held_in = ["refused"]¶',
         "'reviewers': nothing happens in 'refused': [state.refused] expected"),
        ('priority = "error_pct"', 'priority = "samples"¶',
         "'priority': a drawn number expected: [fact.samples] with 'drawn'"),
        ('approved = ["approved"]', 'approved = ["refused", "withdrawn"]',
         "outcome 'approved': 'en' is missing"),
        ('approved = ["approved"]', 'approved = ["refused"]',
         "outcome 'turned_down': 'refused' stands in outcome 'approved' already"),
        ('approved = ["approved"]', 'open = ["approved"]¶',
         "outcome 'open': 'open' is what no outcome names: another name expected"),
        ('approved = ["approved"]', 'Approved = ["approved"]¶',
         "outcome 'Approved': a name of at most 60 lower case letters, digits and '_'"),
        ('approved = ["approved"]', 'approved = "approved"¶',
         "outcome 'approved': a table, or a list of states expected"),
        ("[time.decision]", "[time.approved]¶",
         "time 'approved': 'approved' is the name of the outcome already"),
        ("by = 2030-07-01", "by = 2032-07-01¶",
         "question 'approved_by_summer': 'by': a day 0 to 723 days after the start "
         "expected, 2032-07-01 found"),
        ("by = 2030-07-01", "by = 724¶",
         "'by': a number from 0 to 723 expected, a whole number found: 724"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_a_way_out(old: str, new: str, says: str):
    """What was found, what would do, and the likely right name."""
    found = edited(old, new)

    assert any(says in mistake for mistake in found), found


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[clock.term]\nextended", "[clock.terms]¶\nextended",
         "clock 'terms': no clock named 'terms' is declared\n  did you mean 'term'?"),
        ("extended = 0.30", "extended = 1.30¶",
         "clock 'term': 'extended': a number from 0 to 1 expected"),
        ('then = "cancel"', 'then = "lapse"¶',
         "state 'production': 'lapse' does not leave 'production'"),
        ('then = "start_production"', 'then = "lapse"¶',
         "state 'approved': 'lapse' is made by time alone, nobody can ask for it"),
        ("exponential = 2920", 'exponential = 2920, unit = "working day"¶',
         "'unit': continuous time has no working days: 'calendar day' expected"),
        ('timing = "continuous"', 'timing = "hours"¶',
         "'timing': one of days, continuous expected"),
        ('timing = "continuous"', 'law = "silent"¶',
         "'law': one of judged, assumed expected"),
        ("horizon = 3650", "horizon = 3650\narrivals = { exponential = 1 }¶",
         "'arrivals': cases wait for nobody: [resource.NAME] expected beside it"),
    ],
)  # fmt: skip
def test_a_mistake_about_periods_and_time_is_told(old: str, new: str, says: str):
    """As above, in the process that has a period with a consequence."""
    found = edited(old, new, CLOCKED, REFERENCE)

    assert any(says in mistake for mistake in found), found


def test_working_days_need_a_calendar():
    """The reference procedure has none."""
    text = CLOCKED.replace('timing = "continuous"\n', "")
    text = text.replace(
        "exponential = 2920", 'exponential = 2920, unit = "working day"'
    )

    (found,) = mistakes(text, REFERENCE)

    assert found.endswith(
        "state 'production', delay: 'unit': the process reference has no calendar: "
        "'calendar day' expected"
    )


def test_a_period_without_a_consequence_is_not_extended():
    """When the office is late that is a finding, and the case stays where it is."""
    (found,) = mistakes(LEAST + "[clock.decision]\nextended = 0.5\n")

    assert "nothing happens when 'decision' runs out: no step follows" in found


@pytest.mark.parametrize(
    ("old", "says"),
    [
        ("scenario = 1", "'scenario' is missing"),
        ('process = "instrument-approval"', "'process' is missing"),
        ('title = { en = "Least", zh = "最小" }', "'title' is missing"),
        ('start = { state = "draft", on = 2030-01-07 }', "'start' is missing"),
        ("horizon = 100", "'horizon' is missing"),
        ('then = "apply"', "one of 'then', 'way' and 'race' expected, none found"),
        ("delay = { fixed = 20 }", "state 'draft': 'delay' is missing"),
        ('[outcome]\napplied = ["applied"]', "[outcome.NAME] is missing"),
    ],
)  # fmt: skip
def test_what_is_missing_is_told(old: str, says: str):
    """And nothing else is."""
    (found,) = mistakes(LEAST.replace(old, ""))

    assert says in found


def test_no_figure_is_without_a_source():
    """Delays, shares, drawn and given facts, clocks, people, arrivals: each is told."""
    text = CLOCKED.replace('source = "assumed"\n', "")
    text += "[[given]]\nfacts = { approved_on = 2030-01-01 }\n"
    found = mistakes(text, REFERENCE)

    assert len(found) == 10
    assert all("a figure without a source: 'source' expected here" in f for f in found)
    assert found[0].endswith('"assumed" if nobody has measured it')
    assert len(mistakes(LEAST.replace('source = "assumed"\n', ""))) == 1


def test_ways_have_each_their_own_delay_or_share_that_of_the_state():
    """A delay that nothing uses is a mistake, and so is one that is lacking."""
    head = LEAST.replace(
        "[outcome]",
        "[state.under_review]\nWAYS\n[outcome]",
    )
    approve = '[[state.under_review.way]]\nstep = "approve"\nshare = 0.5\n'
    refuse = '[[state.under_review.way]]\nstep = "refuse"\nshare = 0.5\n'
    own = "delay = { fixed = 1 }\n"

    stay = read(head.replace("WAYS", own + approve + refuse + own)).stays[
        "under_review"
    ]
    assert [way.delay is None for way in stay.exits] == [True, False]

    (found,) = mistakes(head.replace("WAYS", approve + refuse + own))
    assert found.endswith("state 'under_review': 'delay' is missing")
    (found,) = mistakes(head.replace("WAYS", own + approve + own + refuse + own))
    assert found.endswith("'delay' is for nothing: every way has its own")
    (found,) = mistakes(head.replace("WAYS", approve + own + approve + own))
    assert found.endswith("state 'under_review', way 2: 'approve' is listed twice")
    (found,) = mistakes(head.replace("WAYS", own + approve + refuse.replace("5", "6")))
    assert found.endswith("shares that add up to 1 expected, to 1.1 found")


def test_a_race_has_several_that_run_and_no_delay_beside_them():
    """The first to come is taken."""
    race = '[[state.draft.race]]\nstep = "apply"\ndelay = { fixed = 1 }\n'
    alone = LEAST.replace('delay = { fixed = 20 }\nthen = "apply"\n', race)
    (found,) = mistakes(alone)
    assert found.endswith("state 'draft': one alone is no race: 'then' expected")

    both = race.replace("draft", "applied").replace("apply", "accept")
    both += both.replace("accept", "withdraw")
    text = LEAST.replace(
        "[outcome]", f"[state.applied]\ndelay = {{ fixed = 5 }}\n{both}[outcome]"
    )
    (found,) = mistakes(text)
    assert found.endswith("'delay' is for nothing: in a race every way has its own")


def test_shares_may_be_off_by_rounding_only():
    """Thirds cannot be written exactly."""
    thirds = "approve = 0.6666666667, refuse = 0.3333333333"
    assert read(TEXT.replace("approve = 0.75, refuse = 0.25", thirds))

    (found,) = edited(
        "approve = 0.75, refuse = 0.25", "approve = 0.666667, refuse = 0.333334¶"
    )
    assert "to 1.000001 found" in found


def test_a_way_round_that_takes_no_time_is_refused():
    """A case in it would never come to rest; a day on the way is enough."""
    text = CLOCKED.replace("uniform = [1.4, 7.0]", "fixed = 0")
    assert read(text, REFERENCE)

    text = text.replace(
        "delay = { exponential = 30 }", "delay = { empirical = [0, 0] }"
    )
    (found,) = mistakes(text, REFERENCE)

    assert found.endswith(
        "state 'applied': no time passes from applied → returned → applied: "
        "a delay expected on the way"
    )


def test_what_is_rounded_to_no_day_takes_no_time():
    """In whole days a third of a day is none."""
    text = CLOCKED.replace("uniform = [1.4, 7.0]", "fixed = 0.3")
    text = text.replace("exponential = 30", "uniform = [0, 0.4]")
    assert read(text, REFERENCE)

    (found,) = mistakes(text.replace('timing = "continuous"\n', ""), REFERENCE)

    assert "no time passes from applied → returned → applied" in found


def test_a_step_that_ended_before_the_start_does_not_leave_the_state():
    """And one that begins after the horizon does not, either."""
    cn = load("cn-automaker")
    text = scenario_file("order-27").read_text(encoding="utf-8")

    late = text.replace("2016-03-01", "2019-01-10").replace("office", "order-27")
    found = mistakes(late, cn)

    assert any("'approve' does not leave 'under_review'" in f for f in found)
    assert any("'accept' does not leave 'applied'" in f for f in found)


def test_a_fact_is_told_once_what_it_is_on_the_first_day():
    """It may come again while the case lives, once after each state."""
    first = "[[given]]\nfacts = { samples = 3 }\n"
    (found,) = mistakes(LEAST + first + "[fact.samples]\nvalue = 4\n")
    assert "'samples' is told already what it is on the first day" in found

    comes = '[[fact.samples]]\nvalue = 4\nafter = "applied"\ndelay = { fixed = 1 }\n'
    assert len(read(LEAST + first + comes).facts) == 2
    (found,) = mistakes(LEAST + comes + comes)
    assert "'samples' comes after 'applied' already" in found


def test_every_mistake_is_in_one_report():
    """Whoever writes the file mends it once."""
    text = TEXT
    for old, new in (
        ("scenario = 1", "scenario = 7"),
        ('holds = ["application_signed"', 'holds = ["application_sined"'),
        ("median = 0.3", "median = -0.3"),
        ('then = "apply"', 'then = "apply"\nnonsense = 1'),
        ("approve = 0.75", "approve = 0.65"),
        ("count = 3", 'count = "three"'),
        ("by = 2030-07-01", "by = 2060-07-01"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    lines = [int(found.split(":")[1]) for found in mistakes(text)]

    assert len(lines) == 7
    assert lines == sorted(lines)


def test_an_empty_file_says_what_is_missing():
    """A scenario has a process, a title, a start, a horizon and outcomes at least."""
    assert sorted(mistakes("")) == [
        "office.toml: 'horizon' is missing",
        "office.toml: 'process' is missing",
        "office.toml: 'scenario' is missing",
        "office.toml: 'start' is missing",
        "office.toml: 'title' is missing",
        "office.toml: [outcome.NAME] is missing: where cases can stand in the end",
    ]


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_scenario_is_not_called_like_a_command(name: str):
    """`qualflow simulate compare A B` compares."""
    with pytest.raises(ScenarioError) as caught:
        read(LEAST, name=name)

    assert f"a scenario may not be called '{name}'" in str(caught.value.mistakes[0])


@pytest.mark.parametrize("name", ["", "My plan", "a/b", "é", "-x"])
def test_a_scenario_has_a_name_that_can_be_typed(name: str):
    """It is the name of its file."""
    with pytest.raises(ScenarioError) as caught:
        read(LEAST, name=name)

    assert "a scenario may not be called" in str(caught.value.mistakes[0])


@pytest.mark.parametrize("content", [b"a = ", b"\xff", b"a = 1\na = 2"])
def test_what_is_no_toml_is_one_mistake(content: bytes):
    """With its line, whether it is read or only asked for its process."""
    (found,) = mistakes(content)
    with pytest.raises(ScenarioError) as caught:
        process_of(content, "office")

    assert found == str(caught.value.mistakes[0])
    assert found.startswith("office.toml:")


def test_mistakes_name_the_file_as_it_was_named():
    """A path, where somebody gave one; the scenario's name otherwise."""
    with pytest.raises(ScenarioError) as caught:
        read_scenario(b"", IAA, "office", "plans/office.toml")

    assert caught.value.process == "office"
    assert caught.value.mistakes[0].file == "plans/office.toml"
    assert isinstance(caught.value, QualflowError)

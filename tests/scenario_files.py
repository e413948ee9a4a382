"""Texts of scenarios, and what is read of them or told to be wrong."""

from __future__ import annotations

import pytest

from qualflow import load
from qualflow.law.rulebook import Rulebook
from qualflow.processes import scenario_file
from qualflow.simulate.loading import (
    ScenarioError,
    read_scenario,
)
from qualflow.simulate.scenario import (
    Scenario,
)

IAA = load("instrument-approval")
REFERENCE = load("reference")
CLOCKED = scenario_file("reference").read_text(encoding="utf-8")

TEXT = """\
scenario = 1
process = "instrument-approval"
title = { en = "A busy office", zh = "繁忙的机关" }
note = { en = "Invented.", zh = "虚构。" }
standings = ["text", "practice"]
evidence = "documented"
start = { state = "draft", on = 2030-01-07 }
horizon = 2031-12-31
arrivals = { exponential = 2.5, source = "the register of 2029" }

[[given]]
source = "the form"
facts = { applicant = "lee", samples = 3 }
holds = ["application_signed", "test_announced"]

[fact.assessor]
value = "okafor"
source = "assumed"

[fact.error_pct]
drawn = { lognormal = { median = 0.3, sigma = 0.4 } }
source = "40 reports"

[fact.intended_use]
chosen = [
    { value = "trade", share = 0.6 },
    { value = "medicine", share = 0.3 },
    { share = 0.1 },
]
source = "the register of 2029"

[fact.report_issued_on]
after = "applied"
delay = { fixed = 10, unit = "working day", source = "assumed" }

[[fact.workshop_visited]]
value = false
source = "assumed"

[[fact.workshop_visited]]
value = true
after = "under_review"
delay = { uniform = [5, 10], source = "assumed" }

[state.draft]
delay = { weibull = { scale = 20, shape = 1.5 }, source = "assumed" }
then = "apply"

[[state.applied.race]]
step = "accept"
delay = { gamma = { mean = 12, shape = 2 }, elapsed = 3, source = "assumed" }
[[state.applied.race]]
step = "withdraw"
delay = { exponential = 900, source = "a talk" }

[state.under_review]
source = "the register of 2029"
delay = { empirical = [12, 9, 20] }
then = { approve = 0.75, refuse = 0.25 }
retry = { fixed = 30, source = "assumed" }

[[state.approved.way]]
step = "surrender"
delay = { uniform = [100, 200.5], unit = "working day", source = "a talk" }

[resource.reviewers]
count = 3
held_in = ["under_review"]
priority = "error_pct"
source = "the office's chart"

[outcome]
approved = ["approved"]
turned_down = { states = ["refused"], en = "turned down", zh = "未获许可" }

[time.decision]
since = ["applied"]
until = ["approved", "refused"]
en = "from application to decision"
zh = "自申请至决定"

[question.approved_by_summer]
states = ["approved"]
by = 2030-07-01
en = "approved by summer"
zh = "夏季前获许可"
"""


def read(text: str, rulebook: Rulebook = IAA, name: str = "office") -> Scenario:
    return read_scenario(text.encode(), rulebook, name)


def mistakes(text: str | bytes, rulebook: Rulebook = IAA) -> list[str]:
    """What is wrong, line by line."""
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ScenarioError) as caught:
        read_scenario(content, rulebook, "office")
    return [str(mistake) for mistake in caught.value.mistakes]


def edited(old: str, new: str, text: str = TEXT, rulebook: Rulebook = IAA) -> list[str]:
    """What one edit makes wrong; `¶` in the new text marks the line it is wrong in."""
    assert text.count(old) == 1, text.count(old)
    text = text.replace(old, new)
    lines = [n for n, line in enumerate(text.split("\n"), 1) if "¶" in line]
    start = "".join(f"office.toml:{line}: " for line in lines)
    return [
        found.removeprefix(start) for found in mistakes(text.replace("¶", ""), rulebook)
    ]


LEAST = """\
scenario = 1
process = "instrument-approval"
title = { en = "Least", zh = "最小" }
source = "assumed"
start = { state = "draft", on = 2030-01-07 }
horizon = 100
[state.draft]
delay = { fixed = 20 }
then = "apply"
[outcome]
applied = ["applied"]
"""

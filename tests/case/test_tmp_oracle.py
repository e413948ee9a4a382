from datetime import timedelta
from hypothesis import given, settings, note, assume, event
from hypothesis import strategies as st
from case.clocked import *
from case.plain_clock import PlainLife
from qualflow import Advance, decide, open_case, replay
from qualflow.case.events import PeriodExpired, StateEntered

def lived(law, commands, case=None):
    case = case or open_case(law,"C-7")
    for c in commands:
        case = replay(decide(law,case,c).events,start=case)
    return case
def by_itself(case):
    found=[(e.on,e.clock,e.started_on,e.due) for e in case.expired]
    found+=[(s.on,s.fired_by,s.transition) for s in case.path if s.fired_by]
    return sorted(found,key=str)

@settings(max_examples=3000, deadline=None)
@given(law=clocked_rulebooks(), life=deeds(), wait=st.integers(0,60))
def test_oracle(law, life, wait):
    until = life[-1][0]+timedelta(days=wait)
    case = lived(law,[*map(command,life), Advance(until)])
    plain = PlainLife(law, working).live(life, until)
    event(f"{len(plain.happened)}")
    note(law.clocks)
    note(law.transitions)
    note(life); note(until)
    assert sorted(plain.happened,key=str)==by_itself(case)
    assert plain.state==case.state

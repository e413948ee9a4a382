"""The model class works as users of `transitions` expect, and the law decides."""

import gc
import tracemalloc
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transitions import Machine, MachineError

from qualflow import (
    Answer,
    Correct,
    Evidence,
    FileFact,
    Phase,
    QualflowError,
    Standing,
    case_class,
    load,
    open_case,
    replay,
)
from qualflow.case.machine import CaseModel
from qualflow.errors import UnknownNameError
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.loading.names import RESERVED
from qualflow.law.rules import Effect, Interval
from qualflow.law.verdict import Verdict
from qualflow.testing import REFORM, filings, requests, rulebooks
from rulebooks import (
    DAY,
    GOOD,
    INSTRUMENTS,
    NEXT_DAY,
    a_rulebook,
    a_step,
    approved,
    days,
    under_review,
)
from timed_cases import AUTOMAKER, an_approval

Instrument = case_class(INSTRUMENTS, "Instrument")


def reviewed(cls=Instrument, **facts):
    """Return a model of a case under review."""
    return cls(under_review(**facts))


# Triggers --------------------------------------------------------------------------


def test_a_trigger_says_whether_it_was_made_and_the_outcome_says_why():
    """True or False, as `transitions` has it."""
    model = reviewed(samples=14)

    assert model.approve(on=DAY) is False
    assert model.outcome.refusal.answer is Answer.CLOSED
    assert model.state == "under_review"
    for fact, value in GOOD.items():
        model.file_fact(fact, value, on=DAY)
    assert model.approve(on=DAY, by="office") is True
    assert model.outcome.refusal is None
    assert model.outcome.events == (model.case.path[-1],)
    assert (model.state, model.phase) == ("approved", Phase.APPROVED)


def test_a_model_answers_to_the_names_of_its_rulebook():
    """States to look at, transitions to ask for."""
    model = Instrument("C-7")

    assert model.is_draft()
    assert not model.is_approved()
    assert repr(model) == "<Instrument C-7: draft>"
    assert model.phase is None
    for name in INSTRUMENTS.transitions:
        assert callable(getattr(model, name))
        assert callable(getattr(model, f"may_{name}"))
    assert (
        Instrument.approve.__doc__ == "Request 'approve'; return whether it was made."
    )


def test_no_state_is_entered_without_a_transition():
    """`to_approved()` would be a way round the law."""
    assert not hasattr(Instrument("C-7"), "to_approved")
    assert not hasattr(Instrument("C-7"), "trigger")


def test_the_demands_of_a_request_go_with_the_trigger():
    """Everything `Request` takes."""
    model = reviewed(**GOOD)
    everything = frozenset(Standing)

    assert model.approve(on=DAY, standings=everything) is False
    assert model.approve(on=DAY, evidence=Evidence.OFFICIAL) is False
    assert model.approve(on=DAY, by="applicant") is False
    assert model.outcome.refusal.wrong_actor
    assert model.approve(on=DAY, evidence=Evidence.DOCUMENTED) is True


def test_a_trigger_has_to_be_told_the_day():
    """There is no clock in the core, and no default that would be wrong tomorrow."""
    with pytest.raises(TypeError, match="'on'"):
        Instrument("C-7").submit()
    with pytest.raises(TypeError, match="'on'"):
        Instrument("C-7").may_submit()
    with pytest.raises(UnknownNameError, match="did you mean 'office'"):
        reviewed().approve(on=DAY, by="ofice")


def test_an_error_is_raised_only_where_there_is_no_such_transition():
    """A no of the law is False."""
    with pytest.raises(MachineError):
        Instrument("C-7").approve(on=DAY)
    model = reviewed()
    assert model.inspect(on=REFORM - days(1)) is True
    with pytest.raises(MachineError, match="no transition 'inspect' from"):
        model.inspect(on=REFORM)
    assert model.outcome.events == ()


def test_what_time_and_archives_make_is_refused():
    """The trigger is there, since somebody may look for it; nobody may ask."""
    assert Instrument(approved()).lapse(on=DAY) is False


def test_the_state_is_what_the_case_says_and_cannot_be_set():
    """Nor can the case."""
    model = Instrument("C-7")
    for name, value in (("state", "approved"), ("case", approved()), ("phase", None)):
        with pytest.raises(AttributeError):
            setattr(model, name, value)

    assert model.state == "draft"


def test_a_model_takes_cases_of_its_process_only():
    """The states of another would not be known to its machine."""
    other = a_rulebook(name="other", transitions=[a_step()])

    with pytest.raises(QualflowError, match="Instrument takes cases of iaa"):
        Instrument(open_case(other, "X"))


def test_versions_of_a_transition_enter_the_state_of_their_own_day():
    """The callbacks of that state run, not those of the other version's."""
    reformed = a_rulebook(
        transitions=[
            a_step(in_force=Interval(until=REFORM)),
            a_step(target="closed", in_force=Interval(since=REFORM)),
        ]
    )
    entered = []

    class Noting(case_class(reformed)):
        def on_enter_approved(self, **_):
            entered.append("approved")

        def on_enter_closed(self, **_):
            entered.append("closed")

    before, since = Noting("C-7"), Noting("C-8")
    assert before.approve(on=REFORM - days(1))
    assert since.may_approve(on=REFORM)
    assert since.approve(on=REFORM)
    assert (before.state, since.state) == ("approved", "closed")
    assert entered == ["approved", "closed"]


def test_a_reform_may_move_where_a_transition_starts():
    """The edge is there; on the day it is not law, there is no such transition."""
    reformed = a_rulebook(
        transitions=[
            a_step(in_force=Interval(until=REFORM)),
            a_step(source="closed", in_force=Interval(since=REFORM)),
        ]
    )
    model = case_class(reformed)("C-7")

    assert model.may_approve(on=REFORM) is False
    with pytest.raises(MachineError):
        model.approve(on=REFORM)
    assert model.approve(on=REFORM - days(1))


def test_time_passes_before_a_trigger():
    """Nobody has asked; the approval lapsed all the same, and the record has it."""
    kept = []
    model = case_class(AUTOMAKER)(an_approval(), kept.extend)
    case, on = model.case, date(2021, 1, 4)

    assert not model.may_change_project(on=on)
    assert (model.case, model.state, kept) == (case, "approved", [])
    with pytest.raises(MachineError):
        model.change_project(on=on)
    assert model.state == "lapsed"
    assert replay(kept, start=case) == model.case
    assert model.request("surrender", on=on).refusal.state == "lapsed"


# May -------------------------------------------------------------------------------


def test_may_asks_and_leaves_everything_as_it_was():
    """Whatever the answer is."""
    model = reviewed(**GOOD)
    model.file_fact("insured", True, on=DAY)
    before = (model.case, model.outcome)

    assert model.may_approve(on=DAY) is True
    assert model.may_approve(on=DAY, by="applicant") is False
    assert model.may_approve(on=DAY, standings=frozenset(Standing)) is False
    assert model.may_submit(on=DAY) is False
    assert (model.case, model.outcome) == before


def test_may_is_no_before_a_version_and_after_it():
    """No error: it only asks."""
    model = reviewed()

    assert model.may_inspect(on=REFORM - days(1)) is True
    assert model.may_inspect(on=REFORM) is False


# The typed way ---------------------------------------------------------------------


def test_a_request_by_name_returns_the_outcome():
    """For those who have the name from elsewhere; a refusal where there is none."""
    model = reviewed(**GOOD)

    assert model.request("submit", on=DAY).refusal.answer is Answer.NO_SUCH_TRANSITION
    outcome = model.request("approve", on=DAY, evidence=Evidence.OFFICIAL)
    assert outcome.refusal.answer is Answer.UNKNOWN
    outcome = model.request("approve", on=DAY, by="office", standings=frozenset())
    assert outcome.refusal is None
    assert model.state == "approved"
    with pytest.raises(UnknownNameError, match="did you mean 'surrender'"):
        model.request("surender", on=DAY)


def test_a_request_by_name_lets_the_errors_of_callbacks_through():
    """They are no refusal."""

    class Failing(Instrument, after={"approve": "fail"}, before={"withdraw": "fail"}):
        def fail(self, **_):
            raise MachineError("mine")

    model = reviewed(Failing, **GOOD)
    with pytest.raises(MachineError, match="mine"):
        model.request("withdraw", on=DAY)
    assert model.state == "under_review"
    with pytest.raises(MachineError, match="mine"):
        model.request("approve", on=DAY)
    assert model.state == "approved"


def test_filings_records_links_and_corrections_have_no_callbacks():
    """What is on file is no event of the machine."""
    entered = []

    class Noting(Instrument):
        def on_enter_applied(self, **_):
            entered.append(self.state)

    model = Noting("C-7")
    model.file_fact("signed", True, on=DAY, by="lee", evidence=Evidence.OFFICIAL)
    model.record("submit", on=DAY, by="applicant", evidence=Evidence.REPORTED)
    model.read_link("holder", approved(), on=DAY)
    outcome = model.send(Correct(1, FileFact("signed", False, DAY), NEXT_DAY))

    assert outcome == model.outcome
    assert model.state == "applied"
    assert model.case.facts["holder.state"] == "approved"
    assert model.case.facts["signed"] is False
    assert entered == []


# Callbacks -------------------------------------------------------------------------


class Told(Instrument, before={"approve": "tell"}, after={"approve": ["tell", "tell"]},
           prepare={"approve": "tell"}, conditions={"approve": "agrees"}):  # fmt: skip
    """Tells what it is called with."""

    agreed = True

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.told = []

    def tell(self, **arguments):
        self.told.append((self.state, arguments))

    def agrees(self, **_):
        return self.agreed

    def on_exit_under_review(self, **_):
        self.told.append("exit")

    def on_enter_approved(self, **_):
        self.told.append("enter")


def test_callbacks_run_in_the_order_of_any_machine():
    """With the arguments of the trigger, on each side of the state."""
    model = reviewed(Told, **GOOD)
    asked = {"on": DAY, "by": "office"}

    assert model.approve(**asked)
    assert model.told == [
        ("under_review", asked),
        ("under_review", asked),
        "exit",
        "enter",
        ("approved", asked),
        ("approved", asked),
    ]


def test_a_condition_of_ones_own_stands_beside_the_law():
    """It can refuse what the law allows, and allow nothing."""
    model = reviewed(Told, **GOOD)
    model.agreed = False
    case = model.case

    assert model.approve(on=DAY) is False
    assert model.case is case
    assert (model.outcome.events, model.outcome.refusal) == ((), None)
    assert model.may_approve(on=DAY) is False

    refused = reviewed(Told, samples=14)
    assert refused.approve(on=DAY) is False
    assert refused.outcome.refusal.answer is Answer.CLOSED


def test_with_send_event_callbacks_get_the_event():
    """Conditions of the law read it too."""
    events = []

    class Eventful(Instrument, send_event=True, conditions={"approve": "agrees"}):
        def agrees(self, event):
            return event.kwargs["reason"] == "good"

        def on_enter_approved(self, event):
            events.append((event.event.name, event.kwargs["on"], event.transition.dest))

    model = reviewed(Eventful, **GOOD)
    assert model.approve(on=DAY, reason="bad") is False
    assert model.may_approve(on=DAY, reason="good")
    assert model.approve(on=DAY, reason="good") is True
    assert events == [("approve", DAY, "approved")]


def test_callbacks_may_be_callables():
    """As anywhere in `transitions`."""
    seen = []

    class Noting(Instrument, before={"withdraw": lambda **given: seen.append(given)}):
        pass

    assert reviewed(Noting).withdraw(on=DAY)
    assert seen == [{"on": DAY, "by": ""}]


def test_a_callback_for_no_transition_is_a_mistake():
    """Else a typing error would be a check that is never made."""
    with pytest.raises(UnknownNameError, match="did you mean 'approve'"):

        class Wrong(Instrument, before={"aprove": "check"}):
            pass


def test_a_subclass_of_a_subclass_keeps_the_callbacks_of_both():
    """Those of the class above first."""

    class Upper(Instrument, before={"withdraw": "tell"}, send_event=True):
        def tell(self, event):
            told.append((type(self).__name__, event.event.name))

    class Lower(Upper, before={"withdraw": "also"}):
        def also(self, _):
            told.append("also")

        def on_enter_withdrawn(self, _):
            told.append("entered")

    told = []
    assert reviewed(Lower).withdraw(on=DAY)
    assert told == [("Lower", "withdraw"), "also", "entered"]
    told.clear()
    assert reviewed(Upper).withdraw(on=DAY)
    assert told == [("Upper", "withdraw")]
    assert Upper.machine is not Lower.machine is not Instrument.machine


def test_a_callback_may_ask_and_file_before_the_state_changes():
    """To ask changes nothing; what is filed is there for the decision that counts."""

    class Filing(Instrument, before={"approve": "file_more"}):
        def file_more(self, *, on, **_):
            assert self.may_withdraw(on=on)
            self.file_fact("announced", False, on=on)

    model = reviewed(Filing, **GOOD)
    assert model.approve(on=DAY) is True
    assert [type(event).__name__ for event in model.case.history[-2:]] == [
        "FactFiled",
        "StateEntered",
    ]
    assert model.case.path[-1].noted[0].values == (("announced", False),)


def test_what_a_callback_files_can_close_the_door():
    """The law decides on the case as it is when the state changes."""

    class Barring(Instrument, before={"approve": "bar"}):
        def bar(self, *, on, **_):
            self.file_fact("barred_on", on, on=on)

    model = reviewed(Barring, **GOOD)
    with pytest.raises(
        MachineError, match="'approve' is refused after what a callback"
    ):
        model.approve(on=DAY)
    assert model.state == "under_review"
    assert model.outcome.events == ()


def test_a_callback_may_move_on():
    """The second transition starts where the first has led."""

    class Hasty(Instrument):
        def on_enter_approved(self, *, on, **_):
            self.start_use(on=on)

    model = reviewed(Hasty, **GOOD)
    assert model.approve(on=DAY)
    assert [step.transition for step in model.case.path[-2:]] == [
        "approve",
        "start_use",
    ]
    assert model.state == "in_use"


@pytest.mark.parametrize("queued", [False, True])
def test_a_callback_that_moves_first_takes_the_ground_away(queued):
    """Withdrawn is withdrawn; queued, it waits for its turn and comes too late."""

    class Rash(Instrument, before={"approve": "leave"}, queued=queued):
        def leave(self, *, on, **_):
            self.withdraw(on=on)

    model = reviewed(Rash, **GOOD)
    with pytest.raises(MachineError):
        model.approve(on=DAY)
    assert model.state == ("approved" if queued else "withdrawn")


def test_an_invalid_trigger_may_be_ignored():
    """An option of `transitions`; the outcome is not the one before."""

    class Lenient(Instrument, ignore_invalid_triggers=True):
        pass

    model = Lenient(under_review(**GOOD))
    assert model.approve(on=DAY)
    assert model.submit(on=DAY) is False
    assert model.outcome.events == ()


# When something fails --------------------------------------------------------------


class Full:
    """A disk: keeps events until it is full."""

    def __init__(self):
        self.kept = []
        self.full = False

    def __call__(self, events):
        if self.full:
            raise OSError("disk full")
        self.kept.extend(events)


def test_events_are_kept_before_the_state_is_seen_to_change():
    """Whoever has seen the state can rely on the record."""
    disk = Full()

    class Checking(Instrument):
        def on_enter_approved(self, **_):
            assert disk.kept[-1].target == "approved"

    model = Checking(under_review(**GOOD), disk)
    assert model.approve(on=DAY)
    model.file_fact("insured", True, on=DAY)
    assert replay(disk.kept, start=under_review(**GOOD)) == model.case


def test_a_full_disk_leaves_everything_as_it_was():
    """State, case and outcome; and the next attempt works."""
    disk = Full()
    model = Instrument(under_review(**GOOD), disk)
    case, disk.full = model.case, True
    with pytest.raises(OSError, match="disk full"):
        model.approve(on=DAY)
    assert model.case is case
    assert model.outcome.events == ()
    with pytest.raises(OSError, match="disk full"):
        model.file_fact("insured", True, on=DAY)
    assert model.case is case
    with pytest.raises(AttributeError):
        model.state = "approved"

    disk.full = False
    assert model.approve(on=DAY)


@pytest.mark.parametrize("moment", ["prepare", "conditions", "before"])
def test_a_callback_that_fails_before_the_state_leaves_it(moment):
    """As if nothing had been asked."""

    class Failing(Instrument, **{moment: {"approve": "fail"}}):
        def fail(self, **_):
            raise ZeroDivisionError

    model = reviewed(Failing, **GOOD)
    case = model.case
    with pytest.raises(ZeroDivisionError):
        model.approve(on=DAY)
    assert model.case is case
    assert model.outcome.events == ()
    with pytest.raises(AttributeError):
        model.state = "approved"


def test_a_callback_that_fails_after_the_state_leaves_it_changed():
    """What is on record stays on record."""
    disk = Full()

    class Failing(Instrument, after={"approve": "fail"}):
        def fail(self, **_):
            raise ZeroDivisionError

    model = Failing(under_review(**GOOD), disk)
    with pytest.raises(ZeroDivisionError):
        model.approve(on=DAY)
    assert model.state == "approved"
    assert model.outcome.events == tuple(disk.kept)


def test_a_refusal_keeps_nothing():
    """There is no event of it."""
    disk = Full()
    disk.full = True

    assert Instrument(under_review(), disk).approve(on=DAY) is False


# Names -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["case", "send", "file_fact", "request", "state", "machine", "rulebook"]
)
def test_no_transition_takes_the_name_of_a_method(name):
    """A trigger that is silently not bound, or a method that is gone."""
    with pytest.raises(QualflowError, match=f"another '{name}'"):
        case_class(a_rulebook(transitions=[a_step(name)]))


def test_no_transition_takes_the_name_of_another_ones_method():
    """`is_draft` would be a look and a trigger."""
    with pytest.raises(QualflowError, match="another 'is_draft'"):
        case_class(a_rulebook(transitions=[a_step("is_draft")]))
    with pytest.raises(QualflowError, match="another 'may_approve'"):
        case_class(a_rulebook(transitions=[a_step("may_approve"), a_step()]))


def test_loading_knows_all_the_names_that_are_taken():
    """So that a drafter hears of it with the line."""
    public = {name for name in dir(CaseModel) if not name.startswith("_")}

    assert public <= RESERVED


@pytest.mark.parametrize("process", ["instrument-approval", "cn-automaker"])
def test_every_shipped_process_makes_a_model_class(process):
    """With all its names."""
    rulebook = load(process)
    model = case_class(rulebook)("C-7")

    assert getattr(model, f"is_{rulebook.initial}")()
    assert all(hasattr(model, name) for name in rulebook.transitions)


# Many ------------------------------------------------------------------------------


def test_twenty_thousand_live_models_cost_no_more_than_their_cases():
    """Nothing is registered anywhere, so the last costs what the first one did."""

    def bytes_each(number):
        gc.collect()
        tracemalloc.start()
        models = [Instrument(f"C-{n}") for n in range(number)]
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(Instrument.machine.models) == 0
        return size / len(models)

    first = bytes_each(100)
    assert bytes_each(20_000) < 1.2 * first < 1_200


def test_a_model_that_nobody_holds_is_gone():
    """The machine knows none of them."""
    tracemalloc.start()
    for _ in range(200):
        reviewed().withdraw(on=DAY)
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(200):
        reviewed().withdraw(on=DAY)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert after - before < 20_000


# Against an oracle -----------------------------------------------------------------


class Oracle:
    """A plain machine made from the tables, with the walk as its conditions.

    It knows no `decide` and no edition: facts in a dictionary with how well they are
    known, versions looked up by hand.
    """

    def __init__(self, rulebook):
        self.rulebook = rulebook
        self.facts, self.known = {}, {}
        self.machine = Machine(
            model=self,
            states=list(rulebook.states),
            initial=rulebook.initial,
            auto_transitions=False,
        )
        for name, versions in rulebook.transitions.items():
            for version in versions:
                for source in version.sources:
                    self.machine.add_transition(
                        name,
                        source,
                        version.target,
                        conditions=[self.holds(version)],
                        after=[self.writing(version)],
                    )

    def file(self, command):
        """Keep a filing: the best evidence counts, the latest among equals."""
        name = command.fact
        if command.evidence >= self.known.get(name, 0):
            self.known[name] = command.evidence
            self.facts[name] = inside(self.rulebook.facts[name], command.value)

    def holds(self, version):
        """Return a condition that judges a version by the walk."""

        def check(request):
            return self.in_force(version, request.on) and self.granted(version, request)

        return check

    def in_force(self, version, on):
        since, until = version.in_force.since, version.in_force.until
        return (since or on) <= on and (until is None or on < until)

    def granted(self, version, request):
        ask = [a for a in version.by if a in ("holder", "office")]
        if not ask or (request.by and request.by not in ask):
            return False
        weak = frozenset(n for n, e in self.known.items() if e < request.evidence)
        strong = {n: v for n, v in self.facts.items() if n not in weak}
        here = Situation(strong, request.on.toordinal(), self.rulebook.calendar, weak)
        return all(
            judge(clause.when, here, presumed=clause.presumed) is Verdict.MET
            for ref in version.clauses
            for clause in self.rulebook.clauses[ref]
            if self.in_force(clause, request.on)
            and clause.standing in request.standings
            and clause.effect is Effect.REFUSE
        )

    def writing(self, version):
        """Return a callback that writes what a version records."""

        def write(request):
            before = dict(self.facts)
            for record in version.records:
                value = {
                    "today": request.on.toordinal(),
                    "copy": before.get(record.value),
                    "value": record.value,
                    "none": None,
                }[record.writes.value]
                self.facts.pop(record.fact, None)
                self.known.pop(record.fact, None)
                if value is not None:
                    self.facts[record.fact] = value
                    self.known[record.fact] = BY_PATH

        return write

    def ask(self, request):
        """Return True, False or None for no such transition, as the machine says."""
        versions = self.rulebook.transitions[request.transition]
        here = [v for v in versions if self.in_force(v, request.on)]
        if not any(self.state in version.sources for version in here):
            return None
        return getattr(self, request.transition)(request)


BY_PATH = 5
"""Better than any filing: what a step wrote is the path's, and official."""


def inside(fact, value):
    """Return the whole number, ordinal or text that clauses compute with."""
    if hasattr(value, "toordinal"):
        return value.toordinal()
    decimals = getattr(fact.type, "decimals", 0)
    return int(value * 10**decimals) if decimals else value


@settings(max_examples=settings().max_examples // 2, deadline=None)
@given(rulebooks(), st.data())
def test_a_model_agrees_with_a_plain_machine_whose_conditions_are_the_walk(law, data):
    """True, False or MachineError, and the same states, whatever is asked for."""
    model, oracle = case_class(law)("C-7"), Oracle(law)
    on = REFORM - days(data.draw(st.sampled_from((1, 0, 40))))
    for _ in range(data.draw(st.integers(1, 12))):
        on += days(data.draw(st.sampled_from((0, 0, 1, 39))))
        if data.draw(st.booleans()):
            filing = data.draw(filings(law, model.case, on))
            model.send(filing)
            oracle.file(filing)
            continue
        request = data.draw(requests(law, model.case, on))
        demands = {"evidence": request.evidence, "standings": request.standings}
        may = getattr(model, f"may_{request.transition}")(
            on=on, by=request.by, **demands
        )
        try:
            made = getattr(model, request.transition)(on=on, by=request.by, **demands)
        except MachineError:
            made = None

        assert made is oracle.ask(request), request
        assert may is bool(made)
        assert model.state == oracle.state
        assert model.case.facts == oracle.facts

"""A rulebook as a model class of the `transitions` library.

One plain `Machine` serves a whole class; cases are never registered with it, so that a
hundred thousand of them cost no more than their facts.  The case is the truth: `state`
is a property of it, and events are kept before the state is seen to change.  Conditions
of the law are decided by `decide`; callbacks and conditions of one's own run beside it
as in any other machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, TypeAlias, TypeVar

from transitions import Machine, MachineError

from qualflow.case.commands import (
    Advance,
    Command,
    FileFact,
    ReadLink,
    Record,
    Request,
    check,
)
from qualflow.case.events import Case, Event, StateEntered
from qualflow.case.life import Outcome, decide, open_case
from qualflow.case.replaying import replay
from qualflow.case.timing import advance
from qualflow.errors import QualflowError
from qualflow.law.edition import Answer
from qualflow.law.facts import Evidence
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Phase, Standings

Keep: TypeAlias = Callable[[tuple[Event, ...]], object]
Callbacks: TypeAlias = Mapping[str, Any]
"""Transition name to what `transitions` takes there: a name, a callable or a list."""

Function = TypeVar("Function", bound=Callable[..., bool])

Pending: TypeAlias = tuple[Case, Request, Outcome]
"""A request that was granted, with the case it was decided on."""

NOTHING_HAPPENED = Outcome(())


class CaseModel:
    """A live case that answers to the names of its rulebook's transitions.

    `model.approve(on=day, by="office")` returns True or False, and `model.outcome` says
    why; `model.may_approve(on=day)` asks only; `model.is_approved()` looks.  Where the
    law of the day has no such transition from here, `MachineError` is raised.

    A subclass gets a machine of its own.  Its `on_enter_STATE` and `on_exit_STATE`
    methods are bound by name; callbacks and conditions of its own come as keywords of
    the class statement: `class Ours(Automaker, before={"submit": "check_budget"})`.
    They add to those of the classes above it.  They are called with the arguments of
    the trigger (`on=`, `by=`), or with the event if the class asks for
    `send_event=True`.  A callback may file facts or ask for another transition; if the
    case has changed before the state does, the request is decided once more.

    Args:
        case: A case, or the id of a fresh one.
        keep: Called with the events of every step before the state changes; if it
            raises, nothing has changed.

    Attributes:
        case: The case as it stands; a frozen value.
        outcome: What the last request or filing led to.  Without events and without a
            refusal, a condition of one's own or an error stood in the way.
    """

    rulebook: ClassVar[Rulebook]
    machine: ClassVar[Machine]
    _options: ClassVar[dict[str, Any]] = {}
    _own: ClassVar[Mapping[str, Callbacks]] = {}

    __slots__ = ("__weakref__", "_case", "_keep", "_pending", "outcome")

    def __init__(self, case: Case | str, keep: Keep | None = None) -> None:
        opened = open_case(self.rulebook, case) if isinstance(case, str) else case
        if opened.process != self.rulebook.name:
            raise QualflowError(
                f"case {opened.id} is one of {opened.process}, "
                f"{type(self).__name__} takes cases of {self.rulebook.name}"
            )
        self._case = opened
        self._keep = keep
        self._pending: Pending | None = None
        self.outcome = NOTHING_HAPPENED

    def __init_subclass__(
        cls,
        *,
        prepare: Callbacks | None = None,
        conditions: Callbacks | None = None,
        before: Callbacks | None = None,
        after: Callbacks | None = None,
        **options: Any,
    ) -> None:
        super().__init_subclass__()
        cls._options = {**cls._options, **options}
        given = {
            "prepare": prepare or {},
            "conditions": conditions or {},
            "before": before or {},
            "after": after or {},
        }
        cls._own = {kind: _added(cls._own.get(kind, {}), given[kind]) for kind in given}
        if hasattr(cls, "rulebook"):
            cls.machine = _machine(cls)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._case.id}: {self.state}>"

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self._case

    @property
    def state(self) -> str:
        """Where the case stands."""
        return self._case.state

    @state.setter
    def state(self, value: str) -> None:
        """Set by the machine in the middle of a step; nobody else can."""
        if self._pending is None:
            raise AttributeError(f"the state follows from the case; request {value!r}")
        case, request, outcome = self._pending
        if case is not self._case:
            outcome = decide(self.rulebook, self._case, request)
            if outcome.refusal is not None:
                what = f"'{request.transition}' is refused after what a callback did"
                raise MachineError(what)
        self._take(outcome.events)
        self._pending, self.outcome = None, outcome

    @property
    def phase(self) -> Phase | None:
        """The phase of the state, None before the first."""
        return self.rulebook.phase(self.state)

    def request(
        self,
        transition: str,
        *,
        on: date,
        by: str = "",
        evidence: Evidence | None = None,
        standings: Standings | None = None,
    ) -> Outcome:
        """Ask for a transition by name, callbacks and all; the typed way.

        Returns:
            The outcome; where there is no such transition, with a refusal that says so.

        Raises:
            UnknownNameError: If the rulebook has no transition of that name.
        """
        self.rulebook.transition(transition)
        demands = {"evidence": evidence, "standings": standings}
        given = {name: value for name, value in demands.items() if value is not None}
        self.pass_time(on)
        before = self._case
        try:
            getattr(self, transition)(on=on, by=by, **given)
        except MachineError:
            command = Request(transition, on, by, **given)  # type: ignore[arg-type]
            outcome = decide(self.rulebook, before, command)
            if outcome.refusal is None:  # so it was a callback
                raise
            self.outcome = outcome
        return self.outcome

    def file_fact(
        self,
        fact: str,
        value: object,
        *,
        on: date,
        by: str = "",
        evidence: Evidence = Evidence.DOCUMENTED,
    ) -> Outcome:
        """File a fact."""
        return self.send(FileFact(fact, value, on, by, evidence))

    def record(
        self,
        transition: str,
        *,
        on: date,
        by: str = "",
        evidence: Evidence = Evidence.DOCUMENTED,
    ) -> Outcome:
        """Enter an act that has happened; no callback runs."""
        return self.send(Record(transition, on, by, evidence))

    def read_link(self, link: str, other: Case, *, on: date) -> Outcome:
        """Read where another case stands."""
        return self.send(ReadLink(link, other, on))

    def send(self, command: Command) -> Outcome:
        """Decide any command and keep what it leads to; no callback runs."""
        outcome = decide(self.rulebook, self._case, command)
        self._take(outcome.events)
        self.outcome = outcome
        return outcome

    def pass_time(self, on: date) -> None:
        """Let happen what time alone makes happen up to a day; no callback runs."""
        check(Advance(on))
        events = advance(self.rulebook, self._case, on)
        if events:
            self._take(events)

    def _take(self, events: tuple[Event, ...]) -> None:
        if self._keep is not None and events:
            self._keep(events)
        self._case = replay(events, start=self._case)

    def _granted(self, name: str, target: str, arguments: dict[str, Any]) -> bool:
        """Decide a request; the events wait for the machine to change the state."""
        request = Request(name, **arguments)
        outcome = decide(self.rulebook, self._case, request)
        refusal = outcome.refusal
        if refusal is not None and refusal.answer is Answer.NO_SUCH_TRANSITION:
            raise MachineError(
                f"no transition '{name}' from '{self.state}' on {request.on}"
            )
        self.outcome, self._pending = outcome, None
        if refusal is not None or _target(outcome) != target:
            return False
        self._pending = (self._case, request, outcome)
        return True


def _target(outcome: Outcome) -> str | None:
    """Return the state a granted request leads to: another version led elsewhere."""
    event = outcome.events[-1]
    return event.target if isinstance(event, StateEntered) else None


def _added(above: Callbacks, own: Callbacks) -> Callbacks:
    """Return the callbacks of the classes above, then one's own."""
    names = dict.fromkeys((*above, *own))
    return {n: [*_listed(above.get(n)), *_listed(own.get(n))] for n in names}


def case_class(rulebook: Rulebook, name: str = "CaseModel") -> type[CaseModel]:
    """Return a model class for the cases of a rulebook.

    >>> from datetime import date
    >>> from qualflow import load
    >>> Instrument = case_class(load("instrument-approval"), "Instrument")
    >>> Instrument("C-7").state
    'draft'

    Raises:
        QualflowError: If a state or transition has the name of one of the methods.
    """
    methods: dict[str, object] = {
        "rulebook": rulebook,
        "__doc__": CaseModel.__doc__,
        "__slots__": (),
    }
    taken = {*dir(CaseModel), *CaseModel.__annotations__}
    for function in _methods(rulebook):
        if function.__name__ in methods or function.__name__ in taken:
            raise QualflowError(
                f"a model class cannot have another '{function.__name__}': "
                f"rename the state or transition of {rulebook.name}"
            )
        methods[function.__name__] = function
    return type(name, (CaseModel,), methods)


def _methods(rulebook: Rulebook) -> Iterator[Callable[..., bool]]:
    for state in rulebook.states:
        yield _looks(state)
    for name, versions in rulebook.transitions.items():
        yield _triggers(name)
        yield _asks(name)
        for target in dict.fromkeys(version.target for version in versions):
            yield _decides(name, target)


def _machine(cls: type[CaseModel]) -> Machine:
    """Return the machine of a class; every version of a transition has its edges."""
    rulebook, own = cls.rulebook, cls._own
    for name in (name for callbacks in own.values() for name in callbacks):
        rulebook.transition(name)
    machine = Machine(
        model=None,
        states=list(rulebook.states),
        initial=rulebook.initial,
        auto_transitions=False,
        **cls._options,
    )
    for name, versions in rulebook.transitions.items():
        edges = {(source, v.target) for v in versions for source in v.sources}
        extra = {kind: _listed(callbacks.get(name)) for kind, callbacks in own.items()}
        further = extra.pop("conditions")
        for source, target in sorted(edges):
            conditions = [_decision(name, target), *further]
            machine.add_transition(name, source, target, conditions=conditions, **extra)
    for state in machine.states.values():
        for moment in ("enter", "exit"):
            method = f"on_{moment}_{state.name}"
            if hasattr(cls, method):
                state.add_callback(moment, method)
    return machine


def _listed(callbacks: Any) -> list[Any]:
    if callbacks is None:
        return []
    return list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks]


def _looks(state: str) -> Callable[[CaseModel], bool]:
    def look(self: CaseModel) -> bool:
        return self.state == state

    return _named(look, f"is_{state}", f"Return whether the case is '{state}'.")


def _triggers(name: str) -> Callable[..., bool]:
    def trigger(self: CaseModel, *, on: date, by: str = "", **arguments: Any) -> bool:
        event = self.machine.events[name]
        self.pass_time(on)
        waiting, self._pending = self._pending, None  # of a callback that triggers
        self.outcome = NOTHING_HAPPENED
        try:
            done: bool = event.trigger(self, on=on, by=by, **arguments)
        finally:
            if self._pending is not None:  # granted, but the state did not change
                self.outcome = NOTHING_HAPPENED
            self._pending = waiting
        return done

    return _named(trigger, name, f"Request '{name}'; return whether it was made.")


def _asks(name: str) -> Callable[..., bool]:
    def ask(self: CaseModel, *, on: date, by: str = "", **arguments: Any) -> bool:
        before = self._pending, self.outcome, self._case
        elapsed = advance(self.rulebook, self._case, on)
        self._case = replay(elapsed, start=self._case)
        try:
            may: bool = self.machine._can_trigger(self, name, on=on, by=by, **arguments)
        except MachineError:
            may = False
        finally:
            self._pending, self.outcome, self._case = before
        return may

    return _named(ask, f"may_{name}", f"Return whether '{name}' would be made.")


def _decides(name: str, target: str) -> Callable[..., bool]:
    def decision(self: CaseModel, *event: Any, **arguments: Any) -> bool:
        given = event[0].kwargs if event else arguments
        known = {key: given[key] for key in _ARGUMENTS if key in given}
        return self._granted(name, target, known)

    return _named(decision, _decision(name, target), f"Decide '{name}' by the law.")


def _decision(name: str, target: str) -> str:
    return f"_decide_{name}_TO_{target}"


_ARGUMENTS = ("on", "by", "evidence", "standings", "recorded_at")


def _named(function: Function, name: str, doc: str) -> Function:
    function.__name__ = name
    function.__doc__ = doc
    return function

"""How likely, how long, what if: lives of cases drawn by chance under the law.

A `Scenario` says what chance does; the rulebook says what the law does.  `planning`
puts the two together, three engines run the plan (`exact`, `sampling`, `queueing`), and
all of them answer with a `Result`.
"""

"""Write the shipped case files: cases/*.json of each process.

    python scripts/make_cases.py

The steps are written by hand, from the histories of the same name and from what the
law's machine supplies between them; each stands on the latest day it can have happened.
Evidence: an official text is official, the press reported, a memory rumoured; what
nobody has seen, and what no authority has confirmed, is rumoured too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from qualflow import Case, FileFact, Record, Request, decide, load, open_case, replay
from qualflow.case.casefile import write
from qualflow.case.commands import Command
from qualflow.case.events import Document
from qualflow.law.facts import Evidence
from qualflow.processes import folder

RUMOURED, REPORTED = Evidence.RUMOURED, Evidence.REPORTED
DOCUMENTED, OFFICIAL = Evidence.DOCUMENTED, Evidence.OFFICIAL


def main() -> None:
    """Write every case file and say where each case ends."""
    for process, cases in CASES.items():
        for name, commands in cases.items():
            case = life(process, name, commands)
            file = folder(process) / "cases" / f"{name}.json"
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(write(case))
            print(f"{process}/cases/{name}.json: {case.state} since {case.since}")


def life(process: str, name: str, commands: Iterable[Command]) -> Case:
    """Return a case after some commands, none of which may be refused."""
    rulebook = load(process)
    case = open_case(rulebook, name)
    for command in commands:
        outcome = decide(rulebook, case, command)
        assert outcome.refusal is None, (command, outcome.refusal)
        case = replay(outcome.events, start=case)
    return case


def reported(fact: str, value: object, on: date, by: str, *sources: str) -> FileFact:
    """Return the filing of what the press reported."""
    documents = tuple(Document(source) for source in sources)
    return FileFact(fact, value, on, by, REPORTED, documents)


# -- Xiaomi: a report by two unnamed people, a host, a notice --------------------------

REPORT = date(2023, 8, 23)  # the approval was told of "earlier in the month"
DELIVERY = date(2024, 4, 3)  # the first cars, under another maker's access
NOTICE = date(2024, 7, 12)  # batch 385, open for comments
READ = date(2025, 6, 30)  # the last day for which sources were read

XIAOMI = (
    reported(
        "planned_scale_units_per_year",
        150_000,
        REPORT,
        "company",
        "South China Morning Post, 2021-11-27: a plant in two phases of 150,000 cars",
    ),
    reported("category", "passenger", REPORT, "company"),
    Record("submit", REPORT, "company", RUMOURED),
    Record("check", REPORT, "province", RUMOURED),
    FileFact(
        "ndrc_consent_reported",
        True,
        REPORT,
        "ndrc",
        RUMOURED,
        (
            Document("CnEVPost, 2023-08-23: two unnamed people told Reuters"),
            Document("electrive, 2023-08-24: the same report"),
        ),
    ),
    Record("file", REPORT, "province", RUMOURED),
    reported(
        "host.name",
        "BAIC Off-road Vehicle Co., Ltd.",
        DELIVERY,
        "company",
        "AutoTimes, 2024-04-03: first cars handed over",
    ),
    reported(
        "host.from",
        DELIVERY,
        DELIVERY,
        "company",
        "AutoTimes, 2024-04-03: first cars handed over",
    ),
    Record("request_access", NOTICE, "company", RUMOURED),
    reported(
        "announcement_batch",
        385,
        NOTICE,
        "miit",
        "Sina Hong Kong, 2024-07-12, citing Securities Times",
        "China Radio International, 2024-07-16",
    ),
    Record("publish_notice", NOTICE, "miit", REPORTED),
    Record("grant_access", READ, "miit", RUMOURED),
    Record("start_production", READ, "company", RUMOURED),
)

# -- Baowo: an older access, whose holder went bankrupt and gave it up -----------------

LAUNCH = date(2016, 4, 30)  # the first model on sale in April
STOP = date(2021, 12, 31)  # output died away during the year
BANKRUPT = date(2022, 11, 29)  # by the court in Beijing
BATCH_371 = date(2023, 6, 25)

BAOWO = (
    FileFact("category", "passenger", LAUNCH, "miit", RUMOURED),
    Record("record_existing_access", LAUNCH, "record", RUMOURED),
    Record("start_production", LAUNCH, "company", REPORTED),
    Record("stop_production", STOP, "company", RUMOURED),
    reported(
        "ground",
        "bankrupt",
        BANKRUPT,
        "record",
        "Beijing Headline, 2022-11-30: declared bankrupt",
        "Teller Report, 2022-11-30",
    ),
    reported(
        "announcement_batch",
        371,
        BATCH_371,
        "miit",
        "National Business Daily, 2023-06-25 (copy on 3news): part four of the batch",
        "Sohu Auto, 2023-06-25 (copy on hwygbl)",
    ),
    Record("surrender", BATCH_371, "miit", REPORTED),
)

# -- C-7: an invented instrument, an old report, an applicant who assesses himself -----

REPORT_C7 = Document(
    "test report 2028/118",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "page 2",
)


def c7(fact: str, value: object, on: date, by: str = "applicant") -> FileFact:
    """Return a filing of the invented case."""
    return FileFact(fact, value, on, by, DOCUMENTED, (REPORT_C7,))


APPLIED, ACCEPTED, TESTED = date(2031, 1, 15), date(2031, 1, 20), date(2031, 2, 3)

C7 = (
    FileFact("applicant", "lee", APPLIED, "applicant", OFFICIAL),
    FileFact("application_signed", True, APPLIED, "applicant", OFFICIAL),
    Request("apply", APPLIED, "applicant"),
    Request("accept", ACCEPTED, "office"),
    FileFact("intended_use", "trade", TESTED, "applicant"),
    c7("report_issued_on", date(2028, 12, 12), TESTED),
    c7("error_pct", "0.40", TESTED),
    c7("samples", 3, TESTED),
    FileFact("assessor", "lee", TESTED, "office", OFFICIAL),
)

CASES: dict[str, dict[str, tuple[Command, ...]]] = {
    "cn-automaker": {"baowo": BAOWO, "xiaomi": XIAOMI},
    "instrument-approval": {"C-7": C7},
}

if __name__ == "__main__":
    main()

"""Cases whose periods run, stand still, are extended and run out; of real processes."""

from datetime import date

from qualflow import Evidence, FileFact, Record, load, write_case
from qualflow.case.life import open_case
from rulebooks import after

AUTOMAKER = load("cn-automaker")


def day(text):
    return date.fromisoformat(text)


def recorded(transition, on, by=""):
    """Return the record of an act that an official paper tells of."""
    return Record(transition, day(on), by, Evidence.OFFICIAL)


def filed(fact, value, on):
    return FileFact(fact, value, day(on), evidence=Evidence.OFFICIAL)


def a_case(*commands, case_id="M-1", rulebook=AUTOMAKER):
    """Return a case after commands, time passing between them."""
    return after(rulebook, open_case(rulebook, case_id), *commands)


def a_project(case_id="M-1"):
    """Return a project of 2018: passed up late, evaluated, its review extended.

    Accepted on 2018-03-05; evaluated from 2018-03-12 to 2018-04-16; ten working days
    granted on 2018-04-20.
    """
    return a_case(
        filed("local_received_on", day("2018-02-22"), "2018-02-22"),
        recorded("submit", "2018-03-01"),
        recorded("forward", "2018-03-02"),
        recorded("accept", "2018-03-05"),
        recorded("begin_evaluation", "2018-03-12"),
        recorded("end_evaluation", "2018-04-16"),
        filed("extension_wd", 10, "2018-04-20"),
        recorded("extend_review", "2018-04-20"),
        case_id=case_id,
    )


def an_approval(case_id="M-2"):
    """Return a project approved on 2018-05-21, of which nothing more is heard."""
    return a_case(
        recorded("submit", "2018-03-01"),
        recorded("accept", "2018-03-05"),
        recorded("approve", "2018-05-21"),
        case_id=case_id,
    )


def silence(case_id="M-3"):
    """Return a file handed in on 2018-03-01 to which nobody answers."""
    return a_case(recorded("submit", "2018-03-01"), case_id=case_id)


def case_file(folder, case):
    """Return the path of a case file, as text."""
    path = folder / f"{case.id}.json"
    path.write_bytes(write_case(case))
    return str(path)


def a_late_request(case_id="M-4"):
    """Return a request for access of 2026-12-21: its periods reach into 2027."""
    return a_case(
        recorded("submit", "2026-11-02"),
        recorded("check", "2026-11-05"),
        recorded("file", "2026-11-09"),
        recorded("request_access", "2026-12-21"),
        case_id=case_id,
    )

"""The reference process under a law: four clauses, working days, drawn facts."""

from __future__ import annotations

from attrs import evolve

from qualflow.law.loading import read
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.processes import folder, load_scenario, read_files
from qualflow.simulate.distributions import Lognormal, Uniform
from qualflow.simulate.scenario import Chosen, Delay, Drawn, Scenario, Time

FACTS = b"""
[fact.pages]
en = "pages of the file"
type = "number"
at_most = 1000
unit = "pages"
count = true

[fact.signed]
en = "the file is signed"
type = "boolean"

[fact.kind]
en = "kind of the plant"
type = "choice"
options = { new = "new", moved = "moved" }
"""
CLAUSES = b"""
[clause."RP 5(1)"]
kind = "condition"
en = "The file has at least ten pages."
when = "pages >= 10"
standing = "text"

[clause."RP 5(2)"]
kind = "condition"
en = "The file is signed."
when = "signed"
standing = "text"

[clause."RP 6(1)"]
kind = "condition"
en = "The file of a plant that was moved has at least fifty pages."
when = 'kind == "moved" implies pages >= 50'
standing = "text"

[clause."RP 6(2)"]
kind = "condition"
en = "Production begins at least ten working days after the approval."
when = "working_days(approved_on, today) >= 10"
standing = "text"
"""
WORDS = """
[fact.pages]
zh = "材料页数"
unit = "页"
[fact.signed]
zh = "材料已签字"
[fact.kind]
zh = "工厂类型"
[fact.kind.options]
new = "新建"
moved = "迁建"
[clause."RP 5(1)"]
zh = "材料不少于十页。"
[clause."RP 5(2)"]
zh = "材料已签字。"
[clause."RP 6(1)"]
zh = "迁建工厂的材料不少于五十页。"
[clause."RP 6(2)"]
zh = "自批准之日起满十个工作日后投产。"
"""
GUARDED = {
    "take_up": '["RP 5(1)", "RP 5(2)"]',
    "approve": '["RP 5(1)", "RP 5(2)", "RP 6(1)"]',
    "start_production": '["RP 6(2)"]',
}


def rulebook() -> Rulebook:
    """Return the reference process with clauses on three of its steps."""
    home = folder("reference")
    files = dict(read_files(home, examples=False))
    files["facts.toml"] += FACTS
    files["law/rp.toml"] += CLAUSES
    process = files["process.toml"].decode()
    for step, clauses in GUARDED.items():
        head = f"[transition.{step}]\n"
        process = process.replace(head, f"{head}clauses = {clauses}\n")
    files["process.toml"] = process.encode()
    files["calendar.toml"] = (folder("cn-automaker") / "calendar.toml").read_bytes()
    files["words/zh.toml"] += WORDS.encode()
    return read(files, "reference")


def scenario() -> Scenario:
    """Return the reference scenario in whole days, its checks in working days."""
    _, plain = load_scenario("reference")
    stays = dict(plain.stays)
    for state, law in (
        ("applied", Uniform(1.0, 5.0)),
        ("deciding", Lognormal(25.0, 0.142)),
        ("evaluating", Lognormal(21.4, 0.5)),
    ):
        stays[state] = evolve(stays[state], delay=Delay(law, Unit.WORKING_DAY))
    return evolve(
        plain,
        time=Time.DAYS,
        on=plain.on.replace(year=2012),
        stays=stays,
        facts=(
            Drawn("pages", Lognormal(80.0, 0.6)),
            Chosen("signed", ((True, 0.97), (False, 0.02), (None, 0.01))),
            Chosen("kind", (("new", 0.8), ("moved", 0.2))),
        ),
    )

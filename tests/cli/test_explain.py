"""`qualflow explain`: the answer, the reasons, the contract that scripts rely on."""

import pytest

from shell import answer, run

C7 = ("explain", "C-7", "approve", "--on", "2031-03-04")
HEADLINE = (
    *("explain", "xiaomi", "take_over", "--on", "2023-08-23"),
    *("--link", "holder=baowo"),
)
GOOD_C7 = ("--set", "report_issued_on=2031-01-10", "--set", "assessor=wu")
NEW = ("--process", "instrument-approval")
LANGUAGES = ("en", "zh")


# -- what people read -----------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("headline", HEADLINE),
        ("headline-day-before", (*HEADLINE[:4], "2023-06-24", *HEADLINE[5:])),
        ("own-access", ("explain", "xiaomi", "request_access", "--on", "2023-08-23")),
        ("refused", C7),
        ("granted", (*C7, *GOOD_C7, "--set", "test_announced=yes")),
        ("with-practice", (*C7, *GOOD_C7, "--standing", "text,press,practice")),
        ("too-weak", (*C7, *GOOD_C7, "--evidence", "official")),
        ("wrong-actor", (*C7, *GOOD_C7, "--by", "applicant")),
        ("nothing-filed", ("explain", "new", "apply", "--on", "2031-03-04", *NEW)),
        ("no-such", ("explain", "C-7", "apply", "--on", "2031-03-04")),
        ("not-in-force", ("explain", "xiaomi", "submit", "--on", "2010-01-01")),
        ("nobody", ("explain", "new", "record_existing_access", "--on", "2010-01-01",
                    "--process", "cn-automaker")),
    ],
)  # fmt: skip
def test_an_answer_reads_well(name, arguments, language, golden):
    result = run(*arguments, "--lang", language)

    assert result.stderr == ""
    golden(result.stdout, f"cli/explain-{name}.{language}.txt")


def test_the_headline_says_since_when_and_by_which_act_the_right_ended():
    """Baowo gave its access up; nobody can take over what has ended (ALL 49)."""
    said = " ".join(run(*HEADLINE).stdout.split())

    assert said.startswith("No: on 2023-08-23 the company cannot take over")
    assert "the case baowo has been deregistered since 2023-06-25" in said
    assert "through surrender (give the right up; evidence: reported)" in said


def test_the_day_before_the_entry_the_same_step_was_open():
    """2023-06-25 is the day of the entry; the case is read as of the day asked."""
    asked = [*HEADLINE]
    asked[4] = "2023-06-24"

    assert run(*asked).exit_code == 0


# -- what scripts read ----------------------------------------------------------------


def test_the_contract_of_the_headline():
    told = answer(*HEADLINE, code=1)

    assert told["answer"] == "closed"
    assert told["open"] is False
    assert (told["state"], told["phase"]) == ("filed", "approved")
    assert told["links"] == [
        {
            "link": "holder",
            "case": "baowo",
            "state": "deregistered",
            "since": "2023-06-25",
            "through": "surrender",
            "evidence": "reported",
        }
    ]
    found = {finding["clause"]: finding for finding in told["findings"]}
    assert found["ALL 49"]["verdict"] == "unmet"
    assert found["ALL 49"]["values"] == {"holder.state": "deregistered"}
    assert found["ALL 49"]["standing"] == "text"
    assert found["ALL 49"]["remedy"] == "take over from a maker whose access stands"
    assert found["ALL 9"]["verdict"] == "met"
    assert found["ALL 9"]["presumed"] is True
    assert [basis["clause"] for basis in told["basis"]] == ["ALL 42", "M39 10"]


def test_every_finding_has_the_keys_of_the_contract():
    for finding in answer(*C7)["findings"]:
        assert finding.keys() >= {
            "clause",
            "verdict",
            "values",
            "standing",
            "remedy",
            "kind",
            "effect",
            "text",
            "presumed",
            "in_words",
        }


def test_values_are_days_and_decimals_as_text_and_null_where_nothing_is_filed():
    found = {f["clause"]: f["values"] for f in answer(*C7)["findings"]}

    assert found["IAA 9(1)"] == {"report_issued_on": "2028-12-12"}
    assert found["IAA 9(2)"] == {"error_pct": "0.40", "intended_use": "trade"}
    assert found["IAA 9(3)"] == {"samples": 3}
    assert found["IAA 8"] == {"test_announced": None}


def test_the_four_answers_are_told_apart():
    def asked(*arguments):
        told = answer("explain", *arguments)
        return told["answer"], told["open"]

    assert asked(*C7[1:]) == ("closed", False)
    assert asked(*C7[1:], *GOOD_C7) == ("open", True)
    assert asked("new", "apply", "--on", "2031-03-04", *NEW) == ("unknown", False)
    assert asked("C-7", "surrender", "--on", "2031-03-04") == (
        "no_such_transition",
        False,
    )


def test_exit_codes_follow_the_answer():
    assert run(*C7, *GOOD_C7).exit_code == 0
    assert run(*C7).exit_code == 1
    assert run("explain", "new", "apply", "--on", "2031-03-04", *NEW).exit_code == 1
    assert run("explain", "C-7", "surrender", "--on", "2031-03-04").exit_code == 1


def test_before_filing_there_is_no_phase():
    told = answer("explain", "new", "apply", "--on", "2031-03-04", *NEW)

    assert (told["state"], told["phase"]) == ("draft", None)


def test_an_unknown_answer_names_the_questions_that_are_left():
    told = answer("explain", "new", "apply", "--on", "2031-03-04", *NEW)

    assert told["questions"] == [
        {
            "fact": "application_signed",
            "question": "Is the application signed?",
            "clauses": ["IAA 5(1)"],
            "weak": False,
            "noted": False,
        }
    ]


def test_where_there_is_no_such_transition_it_says_where_there_is_one():
    told = answer("explain", "xiaomi", "submit", "--on", "2016-01-01")
    assert told["answer"] == "unknown"

    told = answer("explain", "C-7", "surrender", "--on", "2031-03-04")
    assert told["findings"] == []
    assert told["elsewhere"] == {
        "in_force": [{"since": None, "until": None}],
        "sources": ["approved"],
    }


def test_the_remedy_and_the_words_are_in_the_chosen_language():
    told = answer(*C7, "--lang", "zh")
    found = {f["clause"]: f for f in told["findings"]}

    assert found["IAA 9(1)"]["remedy"] == "提交365天内出具的检验报告"
    assert found["IAA 9(1)"]["text"] == "许可之日，检验报告出具不超过365天。"


def test_a_clause_without_a_remedy_has_null():
    found = {f["clause"]: f["remedy"] for f in answer(*C7)["findings"]}

    assert found["IAA 8"] is None


# -- what the options do --------------------------------------------------------------


def test_the_case_is_cut_to_the_day():
    """On 2031-01-16 the office had not accepted the application yet."""
    told = answer("explain", "C-7", "accept", "--on", "2031-01-16", code=0)

    assert told["state"] == "applied"


def test_what_is_set_counts_for_the_question_only():
    before = answer("replay", "C-7")

    assert answer(*C7, *GOOD_C7, code=0)["open"]
    assert answer("replay", "C-7") == before


@pytest.mark.parametrize(
    ("text", "verdict"), [("yes", "unmet"), ("NO", "met"), ("true", "unmet")]
)
def test_a_boolean_is_set_with_yes_no_true_or_false(text, verdict):
    told = answer(*C7, "--set", f"applicant_barred={text}")

    assert {f["clause"]: f["verdict"] for f in told["findings"]}["IAA 11"] == verdict


def test_a_number_is_set_exactly():
    told = answer(*C7, "--set", "error_pct=0.5")
    found = {f["clause"]: f for f in told["findings"]}
    assert found["IAA 9(2)"]["verdict"] == "met"
    assert found["IAA 9(2)"]["values"]["error_pct"] == "0.50"

    told = answer(*C7, "--set", "error_pct=0.51")
    assert {f["clause"]: f["verdict"] for f in told["findings"]}["IAA 9(2)"] == "unmet"


def test_better_evidence_turns_answers_into_unknown_and_opens_nothing():
    told = answer(*C7, *GOOD_C7, "--evidence", "official", code=1)

    assert told["answer"] == "unknown"
    weak = {q["fact"] for q in told["questions"] if q["weak"]}
    assert weak == {"error_pct", "intended_use", "samples"}


def test_a_standing_that_is_not_accepted_is_listed_and_not_evaluated():
    def visit(*options):
        found = answer(*C7, *options)["findings"]
        return {f["clause"]: f["verdict"] for f in found}["OP visit"]

    assert visit() == "not_evaluated"
    assert visit("--standing", "text, practice") == "unknown"


def test_the_one_who_may_not_ask_is_told_who_may():
    told = answer(*C7, *GOOD_C7, "--by", "applicant", code=1)

    assert told["answer"] == "closed"
    assert told["wrong_actor"] is True
    assert (told["by"], told["may"]) == ("applicant", ["office"])


def test_a_link_is_read_as_of_the_day():
    told = answer(
        *("explain", "xiaomi", "take_over", "--on", "2020-01-01"),
        *("--link", "holder=baowo"),
        code=0,
    )

    found = {f["clause"]: f["values"] for f in told["findings"]}
    assert found["ALL 49"] == {"holder.state": "production_start"}


def test_without_a_link_the_holder_is_unknown():
    told = answer("explain", "xiaomi", "take_over", "--on", "2020-01-01", code=1)

    assert told["answer"] == "unknown"
    assert [q["fact"] for q in told["questions"]] == ["holder.state"]


# -- what is noted bars nothing --------------------------------------------------------


def test_a_yes_leaves_nothing_to_be_answered_but_what_is_noted():
    """The announcement of the test is noted whatever the answer is."""
    asked = ("explain", "C-7", "approve", "--on", "2031-02-10")
    more = ("--set", "assessor=wu", "--set", "report_issued_on=2030-12-12")
    told = run(*asked, *more)
    questions = answer(*asked, *more)["questions"]

    assert told.exit_code == 0, told.stdout
    assert [(q["fact"], q["noted"]) for q in questions] == [("test_announced", True)]
    assert "To be answered" not in told.stdout
    assert "Unanswered, and no bar:" in told.stdout
    assert "尚未回答，不构成阻碍：" in run(*asked, *more, "--lang", "zh").stdout


def test_what_settles_the_answer_is_asked_apart_from_what_is_noted():
    questions = answer(
        *("explain", "C-7", "approve", "--on", "2031-02-10"),
        *("--standing", "text,practice"),
    )["questions"]
    noted = {q["fact"]: q["noted"] for q in questions}

    assert noted == {"test_announced": True, "workshop_visited": False}

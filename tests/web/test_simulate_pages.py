"""The simulation pages: an assumption is moved and the answer with it, in limits."""

import asyncio
import json
import re
from html import unescape
from threading import Event as Flag
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualflow.processes import load_scenario
from qualflow.simulate.comparing import compare
from qualflow.simulate.moving import movable, with_figures
from qualflow.simulate.results import Engine
from qualflow.web.pages import simulate_asked
from qualflow.web.pages.simulate_asked import MOST_MOVES, of_pairs
from qualflow.web.pages.simulate_events import run
from qualflow.web.pages.simulate_running import (
    TooLongError,
    answered,
    at_once,
    ready,
    shown_value,
)
from qualflow.web.parameters import MOST_PAIRS, ParameterError
from qualflow.web.places import ServerLinks, place
from qualflow.web.progress import Event, Runs, stream
from qualflow.web.view import View
from qualflow.words.language import Language
from qualflow.words.simulate_pages import MESSAGES
from sites import Page, mistakes

XIAOMI = "/simulate/cn-automaker/xiaomi-2024"
SCALE = "state.filed.delay.scale"
QUEUE = "/simulate/cn-automaker/reviewers"


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:500]
    text = re.sub(r"<[^>]+>", " ", answer.text)
    return re.sub(r"\s+", " ", text)


def events_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = re.findall(r"event: (\w+)\ndata: (.*)\n\n", answer.text)
    return [(kind, json.loads(data)) for kind, data in told]


# -- the pages ------------------------------------------------------------------------


def test_the_shelf_shows_what_each_scenario_asks(client):
    text = text_of(client, "/simulate")

    assert "Xiaomi, asked on 2023-08-23" in text
    assert "production under its own access by 2024-03-31" in text
    assert "how long: from filing to approval" in text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "address",
    [
        "/simulate?",
        f"{XIAOMI}?",
        f"{XIAOMI}?{SCALE}=500&",
        f"{XIAOMI}?engine=sampling&cases=500&",
        f"{QUEUE}?resource.reviewers=16&cases=500&",
        "/simulate/cn-automaker/order-27?state.applied.share.accept=0.9&cases=500&",
    ],
)
def test_a_page_is_sound_html(client, address, language):
    answer = client.get(f"{address}lang={language}")

    assert answer.status_code == 200
    assert mistakes(answer.text) == []


def test_every_figure_is_a_labelled_field_with_its_source(client):
    page = client.get("/simulate/reference/reference?cases=500").text
    _, scenario = load_scenario("reference")

    fields = {f["name"]: f for f in Page(page).of("input") if f["type"] == "number"}

    assert list(fields) == [one.place for one in movable(scenario)]
    for one in movable(scenario):
        field = fields[one.place]
        assert float(field["value"]) == pytest.approx(one.value, rel=1e-5)
        assert float(field["min"]) <= one.value <= float(field["max"])
        note = re.search(rf'id="{field["aria-describedby"]}">(.*?)</p>', page)[1]
        assert "assumed, nobody has measured it" in note


@pytest.mark.parametrize("scenario", [XIAOMI, f"{XIAOMI}?{SCALE}=5000", QUEUE])
def test_every_slider_takes_small_round_steps_that_its_field_allows(client, scenario):
    inputs = Page(client.get(scenario).text).of("input")
    fields = {one["id"]: one for one in inputs if one["type"] == "number"}
    sliders = [one for one in inputs if one["type"] == "range"]

    assert [one["data-of"] for one in sliders] == list(fields)
    for slider in sliders:
        field = fields[slider["data-of"]]
        low, high, step = (float(slider[name]) for name in ("min", "max", "step"))
        assert float(field["min"]) <= low < high <= float(field["max"])
        assert low - step < float(field["value"]) < high + step
        assert 40 <= (high - low) / step <= 501 or step == 1
        assert re.fullmatch("0?[.]?0*10*", slider["step"])


def test_the_scenario_as_it_is_answers_as_the_command_line_does(client):
    text = text_of(client, XIAOMI)

    assert "production under its own access by 2024-03-31: 6.08 %" in text
    assert "qualflow simulate xiaomi-2024 --engine exact" in text


def test_a_moved_figure_moves_the_answer(client):
    """The same numbers as the exact engine gives for both scenarios."""
    rulebook, scenario = load_scenario("xiaomi-2024")
    moved = with_figures(rulebook, scenario, {SCALE: 500.0})
    change = compare(rulebook, scenario, moved, engine=Engine.EXACT).differences
    march = next(d for d in change if d.name == "production_by_march")

    text = text_of(client, f"{XIAOMI}?{SCALE}=500")

    first, second = (100 * e.value for e in (march.first, march.second))
    assert f"{first:.2f} % → {second:.2f} %" in text
    assert second > first + 1


REFERENCE = "/simulate/reference/reference-policy"


def test_a_scenario_is_compared_with_another_one(client):
    page = text_of(client, f"{REFERENCE}?against=reference")
    law, first = load_scenario("reference")
    _, second = load_scenario("reference-policy")
    wanted = compare(law, first, second)
    (mean,) = [
        one for one in wanted.differences if one.figure == "mean" and one.change.value
    ]

    assert "The two compared" in page
    assert "The reference process → The reference process, another policy" in page
    assert f"{mean.first.value:.1f} → {mean.second.value:.1f}" in page.replace(
        "\u00a0", " "
    )


def test_a_moved_scenario_is_compared_with_the_other_as_that_is(client):
    answer = client.get(
        "/api/v1/simulate/reference/reference-policy"
        "?against=reference&move=state.deciding.delay.sigma:0.5"
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    plain = client.get("/api/v1/simulate/reference/reference").json()
    changes = {(one["name"], one["figure"]): one for one in told["changes"]}
    share = {one["name"]: one["p"]["value"] for one in plain["outcomes"]}

    assert told["against"] == "reference"
    for name, p in share.items():
        if (name, "p") in changes:
            assert changes[name, "p"]["first"]["value"] == pytest.approx(p)


def test_another_scenario_is_chosen_in_the_form_and_kept_by_a_run(client):
    page = client.get(f"{REFERENCE}?against=reference&engine=sampling&cases=500").text
    chosen = re.search(r'<option value="reference" selected>', page)
    events = re.search(r'data-events="([^"]*)"', page)[1]

    assert chosen
    assert "against=reference" in unescape(events)


@pytest.mark.parametrize(
    "against", ["nothing", "xiaomi-2024", "../reference", "x" * 99]
)
def test_a_scenario_to_compare_with_that_is_not_there_is_not_found(client, against):
    address = f"{REFERENCE}?against={quote(against)}"

    assert client.get(address).status_code == 404
    assert client.get(f"/api/v1{address}").status_code == 404


def test_fields_that_are_as_they_were_move_nothing(client):
    """A form without the script sends them all."""
    given = Page(client.get(XIAOMI).text).of("input")
    fields = {f["name"]: f["value"] for f in given if f["type"] == "number"}

    sent = client.get(XIAOMI, params=fields)

    assert "What the move does" not in sent.text
    assert 'class="field moved"' not in sent.text


def test_shares_that_make_room_say_what_they_are_now(client):
    text = text_of(
        client, "/simulate/reference/reference?state.evaluating.share.approve=0.1"
    )

    assert "now, to make room: 0.7" in text
    assert "now, to make room: 0.2" in text


def test_a_moved_scenario_is_given_as_a_file_that_says_the_same(client, tmp_path):
    page = client.get(f"{XIAOMI}?{SCALE}=500").text
    file = tmp_path / "xiaomi-2024.toml"

    file.write_text(unescape(re.search(r"<pre[^>]*>(.*?)</pre>", page, re.S)[1]))

    _, scenario = load_scenario(str(file))

    assert scenario.stays["filed"].delay.law.scale == 500


def test_the_language_keeps_what_was_moved(client):
    links = Page(client.get(f"{XIAOMI}?{SCALE}=500").text).of("a")
    chinese = next(a["href"] for a in links if a.get("hreflang") == "zh-Hans")

    assert f"{SCALE}=500" in chinese
    assert "lang=zh" in chinese


def test_every_sentence_has_the_same_values_in_both_languages():
    slots = re.compile(r"{(\w+)}")
    for key, (english, chinese) in MESSAGES.items():
        assert set(slots.findall(english)) == set(slots.findall(chinese)), key


@pytest.mark.parametrize("value", [780.0, 0.142, 1 / 3, 0.0, 1e-7, 123456.5, 1e9])
def test_a_figure_is_shown_as_a_field_can_hold_it(value):
    assert float(shown_value(value)) == pytest.approx(value, rel=1e-5, abs=1e-6)
    assert "e" not in shown_value(value)


# -- what is refused ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (f"{SCALE}=7801", "a number from 78 to 7800 expected"),
        (f"{SCALE}=nan", "a number like 12.5 expected"),
        (f"{SCALE}=1e400", "a number like 12.5 expected"),
        (f"{SCALE}=-5", "a number like 12.5 expected"),
        (f"{SCALE}=５００", "a number like 12.5 expected"),
        (f"{SCALE}=500&{SCALE}=600", "it once expected"),
        ("state.filed.delay.scal=500", "did you mean"),
        ("cases=1000000", "one of 500, 1000, 2000, 5000, 10000 expected"),
        ("engine=queueing", "one of exact, sampling expected"),
        ("seed=-1", "a text like 1 expected"),
        ("&".join(f"a{n}=1" for n in range(MOST_PAIRS + 1)), "parameters expected"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_reason(client, query, said):
    for address in (XIAOMI, f"{XIAOMI}/events"):
        answer = client.get(f"{address}?{query}")

        assert answer.status_code == 400
        if "cases" not in query:
            assert said in answer.text
        assert mistakes(answer.text) == []


def test_an_engine_that_does_not_apply_is_refused_by_name(client):
    answer = client.get("/simulate/cn-automaker/order-27?engine=exact")

    assert answer.status_code == 400
    assert "one that applies here: sampling" in answer.text


@pytest.mark.parametrize(
    "path", ["nowhere/x", "cn-automaker/nothing", "nowhere/x/events"]
)
def test_a_scenario_that_is_not_there_is_not_found(client, path):
    assert client.get(f"/simulate/{path}").status_code == 404


PLACES = st.text(max_size=20) | st.sampled_from(
    [
        *(SCALE, "state.filed.delay.shape", "state.access_review.delay.mean"),
        *("cases", "seed", "engine", "lang", "resource.reviewers", ""),
        *("state.filed.delay", "fact.x.True"),
    ]
)
VALUES = st.one_of(
    st.floats().map(str),
    st.integers(-10, 10_000).map(str),
    st.sampled_from(["500", "exact", "sampling", "", "0.5", "1e9", "٣", "5,0", "0x10"]),
    st.text(max_size=10),
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(query=st.lists(st.tuples(PLACES, VALUES), max_size=6))
def test_no_move_is_a_mistake_of_ours(client, query):
    text = "&".join(
        f"{quote(k, safe='', errors='ignore')}={quote(v, safe='', errors='ignore')}"
        for k, v in query
    )

    answer = client.get(f"{XIAOMI}?{text}&cases=500")

    assert answer.status_code in {200, 400}


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_figure_within_its_ends_is_a_mistake_of_ours(client, data):
    """All scenarios, several figures at their ends at once: answered, or refused."""
    name = data.draw(st.sampled_from(["xiaomi-2024", "order-27", "reviewers"]))
    figures = movable(load_scenario(name)[1])
    moves = data.draw(st.lists(st.sampled_from(figures), unique=True, max_size=6))
    query = {f.place: shown_value(data.draw(st.sampled_from([f.least, f.most])))
             for f in moves}  # fmt: skip

    address = f"/simulate/cn-automaker/{name}"
    answer = client.get(address, params={**query, "cases": "500"})

    assert answer.status_code in {200, 400}


# -- the API --------------------------------------------------------------------------


def test_a_program_gets_the_same_answer_with_its_errors(client):
    said = client.get(f"/api/v1{XIAOMI}?move={SCALE}:500").json()

    assert said["engine"] == "exact"
    assert said["error"] == "bound"
    assert said["moved"] == {SCALE: 500.0}
    march = next(c for c in said["changes"] if c["name"] == "production_by_march")
    assert march["change"]["value"] == pytest.approx(
        march["second"]["value"] - march["first"]["value"]
    )
    assert march["change"]["error"] is not None
    assert said["said"][0] in text_of(client, f"{XIAOMI}?{SCALE}=500").replace(
        "\xa0", " "
    )


def test_a_program_is_told_how_far_a_figure_may_be_moved(client):
    figures = client.get(f"/api/v1{XIAOMI}").json()["figures"]
    scale = next(figure for figure in figures if figure["place"] == SCALE)

    assert (scale["least"], scale["value"], scale["most"]) == (78.0, 780.0, 7800.0)
    for value, status in ((78, 200), (77.9, 400), (7800, 200), (7800.1, 400)):
        answer = client.get(f"/api/v1{XIAOMI}?move={SCALE}:{value}")
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("move=nothing:5", 404),
        ("move=nothing", 404),
        (f"move={SCALE}:5;{SCALE}:6", 400),
        (f"move={SCALE}:", 400),
        ("cases=7", 400),
        ("seed=x", 400),
        ("engine=magic", 400),
    ],
)
def test_what_a_program_cannot_ask_is_a_problem(client, query, status):
    answer = client.get(f"/api/v1{XIAOMI}?{query}")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]


def test_the_scenarios_are_listed_for_programs(client):
    found = client.get("/api/v1/simulate?lang=zh").json()

    names = {(one["process"], one["scenario"]) for one in found}
    assert ("cn-automaker", "xiaomi-2024") in names
    assert any("小米" in one["title"] for one in found)


# -- progress -------------------------------------------------------------------------


def test_a_run_tells_cases_done_and_the_answer_so_far_and_then_the_answer(client):
    query = f"engine=sampling&cases=5000&{SCALE}=500"
    told = events_of(client, f"{XIAOMI}/events?{query}")

    done = [values["done"] for kind, values in told if kind == "progress"]
    assert done[-1] == 5000
    assert done == sorted(set(done))
    assert "±" in told[0][1]["said"]
    kind, values = told[-1]
    assert kind == "answer"
    assert values["cases"] == 5000
    assert 'id="said"' in values["html"]
    assert 'id="rest"' in values["html"]


def test_a_run_of_a_queue_tells_its_progress_too(client):
    told = events_of(client, f"{QUEUE}/events?cases=500&resource.reviewers=16&lang=zh")

    assert [kind for kind, _ in told][-1] == "answer"
    assert any(kind == "progress" for kind, _ in told)
    assert re.search("[一-鿿]", told[-1][1]["said"])


def test_progress_and_the_plain_page_give_the_same_numbers(library):
    """Parts are added up as whole numbers: how they are cut is no matter."""
    given_ = ready(
        library,
        of_pairs("cn-automaker", "xiaomi-2024",
                 [("engine", "sampling"), ("cases", "5000"), (SCALE, "500")]),
    )  # fmt: skip
    rulebook = given_.rulebook

    found = at_once(given_).comparison
    whole = compare(rulebook, given_.scenario, given_.moved, engine=Engine.SAMPLING,
                    cases=5000)  # fmt: skip

    assert found.differences == whole.differences


def test_a_run_that_nobody_listens_to_stops(library):
    given_ = ready(library, of_pairs("cn-automaker", "order-27", [("cases", "10000")]))
    told = []

    def listens(done, _so_far):
        told.append(done)
        return len(told) < 2

    assert answered(given_, listens) is None
    assert len(told) == 2


def test_a_run_beyond_its_time_is_cut_short_and_says_so(library):
    given_ = ready(library, of_pairs("cn-automaker", "order-27", [("cases", "10000")]))

    found = answered(given_, seconds=0.0)

    assert 0 < found.result.cases < found.result.asked_for == 10_000


def test_a_queue_beyond_its_time_has_no_answer_and_says_so(library):
    given_ = ready(library, of_pairs("cn-automaker", "reviewers", [("cases", "500")]))
    view = View(library, ServerLinks(place("simulate", "cn-automaker", "reviewers")))
    told = []

    with pytest.raises(TooLongError):
        answered(given_, seconds=0.0)
    run(view, given_, lambda event: not told.append(event), lambda: True, seconds=0.0)

    assert [event.kind for event in told] == ["problem"]
    assert "ask for fewer cases" in told[0].values["said"]


def test_a_connection_has_one_run_at_a_time_and_a_server_not_too_many():
    runs = Runs(most=2)
    end = runs.begin("a")

    with pytest.raises(ParameterError) as twice:
        runs.begin("a")
    runs.begin("b")
    with pytest.raises(ParameterError) as full:
        runs.begin("c")
    end()
    runs.begin("c")

    assert twice.value.status == 429
    assert full.value.status == 503


def test_a_run_that_has_ended_ends_no_other_of_its_connection():
    runs = Runs()
    end = runs.begin("a")
    end()
    runs.begin("a")

    end()

    with pytest.raises(ParameterError):
        runs.begin("a")


@pytest.mark.parametrize("path", [XIAOMI, f"/api/v1{XIAOMI}", f"{XIAOMI}/events"])
def test_without_arrays_the_other_pages_are_shown_and_these_say_what_is_missing(
    client, monkeypatch, path
):
    monkeypatch.setattr(simulate_asked, "find_spec", lambda _name: None)

    answer = client.get(f"{path}?seed=7")

    assert answer.status_code == 503
    assert "pip install" in answer.text
    if not path.startswith("/api"):
        assert "<h1>This cannot be done here now</h1>" in answer.text


def test_who_stops_listening_ends_the_work():
    stopped = Flag()

    def work(tell, listened):
        number = 0
        while tell(Event("progress", {"n": number})):
            number += 1
            stopped.wait(0.001)
        assert not listened()
        stopped.set()

    async def listen():
        events = stream(work)
        first = await anext(events)
        await events.aclose()
        return first

    first = asyncio.run(listen())

    assert first == b'event: progress\ndata: {"n": 0}\n\n'
    assert stopped.wait(5)


def test_a_mistake_in_the_work_comes_to_who_listens():
    def work(_tell, _listened):
        raise ZeroDivisionError

    async def listen():
        return [line async for line in stream(work)]

    with pytest.raises(ZeroDivisionError):
        asyncio.run(listen())


def test_not_more_figures_are_moved_than_a_page_has_fields(library):
    pairs = [(f"state.x{n}.delay.mean", "1") for n in range(MOST_MOVES + 1)]

    with pytest.raises(ParameterError):
        ready(library, of_pairs("cn-automaker", "xiaomi-2024", pairs))


def test_a_run_is_told_in_its_language(library):
    where = place("simulate", "cn-automaker", "order-27")
    view = View(library, ServerLinks(where, Language.ZH))
    pairs = [("cases", "500")]
    told = []

    run(view, ready(library, of_pairs("cn-automaker", "order-27", pairs)),
        lambda event: not told.append(event), lambda: True)  # fmt: skip

    assert "个案件" in told[0].values["said"]

"""The stepper in a real browser: by keyboard alone, branched, for everybody."""

import re
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from browsing import DESK, PHONE, in_language, violations
from qualflow.case.casefile import write

SERVED = ("cn-automaker", "instrument-approval")
XIAOMI, BAOWO = "/step/cn-automaker/xiaomi", "/step/cn-automaker/baowo"
QIANTU = "/step/cn-automaker/qiantu"
PAGES = {
    "choice": "/step",
    "place": f"{XIAOMI}?at=6",
    "branch": f"{QIANTU}?at=7&file=sample_cars~2016-03-31~14",
    "end": f"{BAOWO}?at=6",
}
PLACE = re.compile(r"place (\d+) of (\d+)")

every_page = pytest.mark.parametrize("name", PAGES)
languages = pytest.mark.parametrize("language", ["en", "zh"])


def place(page):
    """Return the place that the heading names, and the number of the last one."""
    found = PLACE.search(page.locator("h1").inner_text())
    return int(found[1]), int(found[2])


def stepped(page, key):
    """Press a key, wait for the next place, return it."""
    before = page.locator("h1").inner_text()
    page.keyboard.press(key)
    page.wait_for_function(
        "before => document.querySelector('h1').innerText !== before", arg=before
    )
    return place(page)[0]


@every_page
@languages
def test_a_stepper_page_is_for_everybody_and_asks_nobody_else(opened, name, language):
    page = opened(in_language(PAGES[name], language))

    assert violations(page) == []


@every_page
@languages
def test_a_stepper_page_can_be_read_in_the_dark(opened, name, language):
    page = opened(in_language(PAGES[name], language), color_scheme="dark")

    assert violations(page, ["color-contrast", "link-in-text-block"]) == []


@every_page
@languages
def test_a_telephone_shows_a_stepper_page_without_scrolling_sideways(
    opened,
    name,
    language,
):
    page = opened(in_language(PAGES[name], language), viewport=PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("start", [XIAOMI, BAOWO])
def test_a_life_is_stepped_through_and_back_by_arrow_keys(opened, start):
    page = opened(start)
    last = place(page)[1]

    forwards = [stepped(page, "ArrowRight") for _ in range(last)]
    end = urlsplit(page.url).query
    backwards = [stepped(page, "ArrowLeft") for _ in range(last)]

    assert forwards == list(range(1, last + 1))
    assert end == f"at={last}"
    assert backwards == list(range(last - 1, -1, -1))


def test_a_step_is_a_page_of_the_browsers_history_and_is_said_aloud(opened):
    page = opened(f"{XIAOMI}?at=5")
    stepped(page, "ArrowRight")
    said = page.locator("#live").inner_text()
    page.go_back()
    page.locator("h1", has_text="place 5 of").wait_for()

    assert "put the project on file" in said
    assert "is at: filed" in said


def test_focus_stays_on_the_control_that_was_used(opened):
    page = opened(f"{XIAOMI}?at=3")
    page.locator("#next").focus()

    stepped(page, "Enter")
    here = page.evaluate("document.activeElement.id")
    again = stepped(page, "Enter")

    assert here == "next"
    assert again == 5


def reached(page, wanted, most=120):
    """Press Tab until an element is reached that a selector finds."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle"
            )
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_a_branch_is_made_by_keyboard_alone(opened):
    """Qiantu, had it shown fourteen sample cars: the approval it got is barred."""
    page = opened(f"{QIANTU}?at=7&facts=all")
    reached(page, "#fact")
    page.keyboard.type("sample cars built")
    reached(page, "#value")
    page.keyboard.type("14")
    reached(page, "#file-day")
    page.keyboard.type("03312016")
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    page.wait_for_selector("#beside")

    assert "file=sample_cars~2016-03-31~14" in unquote(page.url)
    assert "at=8" in page.url
    assert "O27 6(4)" in page.locator("tr.first, .warning").first.inner_text().replace(
        "\u00a0", " "
    )
    assert page.locator("tr.first").count() == 1
    assert place(page)[0] == 8


def test_xiaomi_branches_where_it_withdraws_and_the_law_is_told_anew(opened):
    page = opened(f"{XIAOMI}?at=6")
    reached(page, 'button[value="withdraw"]')
    page.keyboard.press("Enter")
    page.wait_for_selector("#beside")
    lead = page.locator("[data-announce]").inner_text()
    forwards = stepped(page, "ArrowRight")
    page.get_by_role("link", name="Back to the life as it is known").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#beside", state="detached")

    assert "is at: withdrawn" in lead
    assert forwards == 8
    assert "ask=" not in page.url


def test_baowo_branches_where_an_event_is_left_out(opened):
    page = opened(f"{BAOWO}?at=6")
    page.locator("#number").select_option(index=1)
    page.get_by_role("button", name="Leave it out").click()
    page.wait_for_selector("#beside")

    assert "drop=" in page.url
    assert (
        "does not happen"
        in page.locator("#beside + p + p, .beside").all_inner_texts()[-1]
    )


def test_a_closed_arrow_shows_its_clauses_on_focus_and_on_touch(opened):
    page = opened(PAGES["branch"])
    arrow = page.locator('.statechart a[href="#step-approve"]')
    tip = arrow.locator(".sc-tip")

    hidden = tip.evaluate("one => getComputedStyle(one).visibility")
    arrow.focus()
    focused = tip.evaluate("one => getComputedStyle(one).visibility")
    words = tip.text_content()
    arrow.press("Enter")

    assert (hidden, focused) == ("hidden", "visible")
    assert "O27 6(4)" in words
    assert page.url.endswith("#step-approve")


def test_a_clause_that_a_fact_names_is_unfolded_where_it_stands(opened):
    page = opened(PAGES["place"])
    page.locator('#facts ~ .wide a[href^="#c"]').first.click()
    target = page.locator(".clauses li:target")

    target.wait_for(state="visible")
    assert target.locator("a").first.get_attribute("href").startswith("../../law/")


def test_a_day_is_jumped_to_without_script(opened):
    page = opened(f"{XIAOMI}?at=6&lang=zh", java_script_enabled=False)
    page.locator("#on").fill("2024-08-01")
    page.get_by_role("button", name="前往").click()

    assert "on=2024-08-01" in page.url
    assert "lang=zh" in page.url
    assert "准入审查" in page.locator("[data-announce]").inner_text()


def test_a_walk_is_stepped_and_branched_without_script(opened):
    page = opened(f"{BAOWO}?at=2", java_script_enabled=False)
    page.locator("#next").click()
    page.locator("#by").fill("-40")
    page.locator("#law").select_option("2019-01-10")
    page.locator("button[value=reform]").click()

    assert place(page)[0] == 3
    assert "reform=2019-01-10~-40" in unquote(page.url)


def test_a_file_of_ones_own_is_pasted_and_walked_through(opened, library):
    page = opened("/step")
    content = write(library.processes["cn-automaker"].cases["baowo"]).decode()
    page.locator("#own-text").fill(content)
    page.get_by_role("button", name="Walk through it").click()
    page.wait_for_url(re.compile("/own[.]"))

    assert stepped(page, "ArrowRight") == 1
    assert stepped(page, "ArrowRight") == 2
    assert "/own." in page.url


def test_a_file_is_chosen_and_read_into_the_form(opened, library):
    page = opened("/step")
    content = write(library.processes["cn-automaker"].cases["xiaomi"])
    chosen = {"name": "x.json", "mimeType": "application/json", "buffer": content}
    page.get_by_label("Choose it from this device").set_input_files(chosen)
    expect(page.locator("#own-text")).to_have_value(content.decode())
    page.get_by_role("button", name="Walk through it").click()
    page.wait_for_url(re.compile("/own[.]"))

    assert place(page) == (0, 14)


def test_what_a_page_prints_has_no_buttons_and_every_clause(opened):
    page = opened(PAGES["place"], viewport=DESK)
    page.emulate_media(media="print")

    assert not page.locator(".moves").is_visible()
    assert not page.locator("#what-if").is_visible()
    assert page.locator(".clauses li").first.is_visible()

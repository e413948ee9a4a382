"""The simulation page in a real browser: by keyboard, with progress, for everybody."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from browsing import PHONE, violations

SCALE = "state.filed.delay.scale"
XIAOMI = "/simulate/cn-automaker/xiaomi-2024"
QUEUE = "/simulate/cn-automaker/reviewers?cases=500"
PAGES = {
    "shelf": "/simulate?",
    "exact": f"{XIAOMI}?",
    "moved": f"{XIAOMI}?{SCALE}=500&",
    "sampled": f"{QUEUE}&resource.reviewers=16&",
}
every_page = pytest.mark.parametrize("name", PAGES)
both_languages = pytest.mark.parametrize("language", ["en", "zh"])


def plain(text):
    """Return a text with its unbreakable spaces as any others."""
    return text.replace("\u00a0", " ")


@every_page
@both_languages
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_for_everybody(opened, name, language, scheme):
    """axe finds nothing, with everything that is folded away unfolded."""
    page = opened(f"{PAGES[name]}lang={language}", color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

    assert violations(page) == []


@every_page
@both_languages
def test_a_telephone_shows_a_page_without_scrolling_sideways(opened, name, language):
    page = opened(f"{PAGES[name]}lang={language}", viewport=PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_an_assumption_is_moved_by_keyboard_and_the_answer_changes(opened):
    page = opened(XIAOMI)
    before = page.locator("#said .lead").first.inner_text()
    field = page.get_by_label('length of "filed", scale', exact=True)

    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("500")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What the move does").wait_for()

    after = page.locator("#said .lead").first.inner_text()
    assert urlsplit(page.url).query == f"{SCALE}=500"
    assert plain(before).endswith(": 6.08 %")
    assert ": 6.08 % → " in plain(after)
    assert page.locator("#live").inner_text().endswith(after)
    assert page.evaluate("document.activeElement.name") == SCALE


def test_a_slider_moves_the_figure_and_keeps_the_focus(opened):
    page = opened(XIAOMI)
    slider = page.get_by_role("slider", name='length of "filed", scale, slider')

    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", name="What the move does").wait_for()

    moved = float(re.search(rf"{SCALE}=([0-9.]+)$", page.url)[1])
    assert moved < 780
    assert (
        page.get_by_label('length of "filed", scale', exact=True).input_value()
        == (re.search(r"=([0-9.]+)$", page.url)[1])
    )
    assert page.evaluate("document.activeElement.type") == "range"


def test_the_way_back_to_the_scenario_as_it_is(opened):
    page = opened(f"{XIAOMI}?{SCALE}=500")

    page.get_by_role("link", name="Back to the scenario as it is").press("Enter")
    page.get_by_role("heading", name="What the move does").wait_for(state="detached")
    page.go_back()
    page.get_by_role("heading", name="What the move does").wait_for()

    field = page.get_by_label('length of "filed", scale', exact=True)
    assert field.input_value() == "500"


def test_a_value_that_is_out_of_its_ends_is_not_asked_for(opened):
    page = opened(XIAOMI)
    field = page.get_by_label('length of "filed", scale', exact=True)

    field.fill("9000")
    field.press("Enter")

    assert not field.evaluate("field => field.validity.valid")
    assert urlsplit(page.url).query == ""


def test_progress_arrives_and_then_the_answer_of_more_cases(opened):
    page = opened(f"{XIAOMI}?engine=sampling&cases=500&{SCALE}=500")
    assert "500 simulated cases" in page.locator("#said .note").first.inner_text()
    page.evaluate(
        """() => { window.told = [];
        new MutationObserver(() => told.push(document.getElementById('run-said')
          .textContent)).observe(document.getElementById('run-said'),
          {childList: true}); }"""
    )

    page.get_by_role("button", name="Run 20,000 cases").press("Enter")
    expect(page.locator("#said .note").first).to_contain_text("20,000 simulated cases")

    told = page.evaluate("told")
    progress = [line for line in told if re.match(r"[0-9,]+ of 20,000 cases\.", line)]
    assert progress
    assert "±" in progress[-1]
    said = page.locator("#said .lead").first.inner_text()
    assert page.locator("#live").inner_text() == said
    assert page.evaluate("document.activeElement.id") == "run-start"
    assert violations(page) == []


def test_a_run_is_stopped_by_its_button(opened):
    page = opened(f"{QUEUE}&resource.reviewers=16")

    page.get_by_role("button", name="Run 20,000 cases").press("Enter")
    page.get_by_role("button", name="Stop").press("Enter")

    expect(page.locator("#run-said")).to_have_text("Stopped.")
    assert page.get_by_role("button", name="Run 20,000 cases").is_visible()
    assert "500 simulated cases" in page.locator("#said .note").first.inner_text()


def test_everything_but_progress_works_without_the_script(opened):
    page = opened(f"{XIAOMI}?engine=sampling&cases=500", java_script_enabled=False)

    assert not page.locator("#run").is_visible()
    assert page.get_by_role("slider").count() == 0
    page.get_by_label('length of "filed", scale', exact=True).fill("500")
    page.get_by_label("Cases", exact=True).select_option("1000")
    page.get_by_role("button", name="Answer").click()

    assert page.get_by_role("heading", name="What the move does").count() == 1
    assert "1,000 simulated cases" in page.locator("#said .note").first.inner_text()
    assert page.locator(".field.moved").count() == 1


def test_the_language_is_switched_in_place(opened):
    page = opened(f"{XIAOMI}?{SCALE}=500")

    page.get_by_role("link", name="中文").click()

    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert f"{SCALE}=500" in page.url
    assert page.get_by_role("heading", name="改动的效果").count() == 1

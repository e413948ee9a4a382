"""The pages in a real browser: nothing foreign, nothing refused, for everybody."""

from urllib.parse import urlsplit

import pytest

from browsing import PHONE, in_language, violations

SERVED = ("cn-automaker", "instrument-approval")
PAGES = {
    "home": "/",
    "law": "/law",
    "process": "/law/instrument-approval",
    "instrument": "/law/cn-automaker/O27",
    "clause": "/law/cn-automaker/clause/ALL%2049",
    "day": "/law/cn-automaker/on/2019-01-10",
    "readings": "/readings",
    "glossary": "/glossary",
    "search": "/search?q=sample",
    "problem": "/nowhere",
}
DAY = PAGES["day"]

every_page = pytest.mark.parametrize("name", PAGES)


@every_page
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_is_for_everybody_and_asks_nobody_else(opened, name, language):
    """axe finds nothing; the policy refused nothing; no request left the machine."""
    page = opened(in_language(PAGES[name], language))

    assert violations(page) == []


@every_page
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_can_be_read_in_the_dark(opened, name, language):
    page = opened(in_language(PAGES[name], language), color_scheme="dark")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert background == "rgb(21, 25, 31)"
    assert violations(page, ["color-contrast", "link-in-text-block"]) == []


@every_page
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_telephone_shows_a_page_without_scrolling_sideways(opened, name, language):
    page = opened(in_language(PAGES[name], language), viewport=PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@every_page
def test_the_language_is_switched_in_place(opened, name):
    page = opened(PAGES[name])

    page.get_by_role("link", name="中文").click()
    there = page.url
    lang = page.locator("html").get_attribute("lang")
    page.get_by_role("link", name="English").click()

    assert lang == "zh-Hans"
    assert urlsplit(there).path == urlsplit(page.url).path == urlsplit(PAGES[name]).path
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_first_key_leads_past_the_head(opened):
    page = opened(DAY)

    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to content"
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_the_arrow_keys_go_through_the_reforms(opened):
    """Without a reload: the parts of the page are exchanged, and it is said aloud."""
    page = opened(DAY)
    page.evaluate("window.stayed = true")

    page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", name="The law of 2018-02-04").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_role("heading", name="The law of 2019-01-10").wait_for()

    assert page.evaluate("window.stayed")
    assert page.url.endswith("/on/2019-01-10")
    assert page.locator("#live").inner_text() == "Page: The law of 2019-01-10"
    assert page.title() == "The law of 2019-01-10 · qualflow"


def test_a_link_that_was_followed_by_key_keeps_the_focus(opened):
    page = opened(DAY)

    page.locator("[data-key=ArrowRight]").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="The law of 2019-06-01").wait_for()

    assert page.evaluate("document.activeElement.dataset.key") == "ArrowRight"


def test_the_slider_is_moved_by_key_and_keeps_the_focus(opened):
    page = opened(DAY)
    slider = page.get_by_role("slider", name="Reform")

    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", name="The law of 2018-02-04").wait_for()

    assert page.evaluate("document.activeElement.id") == "reform"
    assert slider.get_attribute("aria-valuetext") == "2018-02-04"


def test_the_way_back_is_that_of_the_browser(opened):
    page = opened(DAY)

    page.locator("[data-key=ArrowLeft]").click()
    page.get_by_role("heading", name="The law of 2018-02-04").wait_for()
    page.go_back()
    page.get_by_role("heading", name="The law of 2019-01-10").wait_for()
    page.go_forward()
    page.get_by_role("heading", name="The law of 2018-02-04").wait_for()

    assert page.url.endswith("/on/2018-02-04")


def test_a_day_is_asked_for_by_form(opened):
    page = opened(in_language(DAY, "zh"))

    page.locator("#on").fill("2016-05-01")
    page.get_by_role("button", name="显示").click()
    page.get_by_role("heading", name="2016年5月1日的法律").wait_for()

    assert page.url.endswith("/law/cn-automaker/on?lang=zh&on=2016-05-01")


def test_everything_works_without_the_script(opened):
    page = opened(DAY, java_script_enabled=False)

    assert not page.locator("#reform").is_visible()
    page.locator("[data-key=ArrowLeft]").click()
    assert page.locator("h1").inner_text() == "The law of 2018-02-04"
    page.locator("#on").fill("2016-05-01")
    page.get_by_role("button", name="Show").click()
    assert page.locator("h1").inner_text() == "The law of 2016-05-01"
    page.get_by_role("link", name="Search", exact=True).click()
    page.locator("#q").fill("sample cars")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_role("link", name="O27 6(4):").count() == 1


def test_a_step_of_the_chart_shows_its_words_on_focus(opened):
    page = opened(DAY)
    step = page.locator(".sc-link[tabindex]").first

    step.focus()

    assert step.get_attribute("aria-label")
    assert (
        step.locator(".sc-tip").evaluate("tip => getComputedStyle(tip).visibility")
        == "visible"
    )


def test_what_is_printed_is_black_on_white_without_the_head(opened):
    page = opened(PAGES["clause"], color_scheme="dark")

    page.emulate_media(media="print")

    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    assert not page.locator(".top").is_visible()
    assert page.locator("h1").is_visible()

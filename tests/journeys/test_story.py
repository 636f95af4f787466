"""The whole story in two browsers at once: a mine registers a worker's matter and refers it, the county signs for it
and answers, the mine sees the answer, both prove the custody chain without the portal, the petitioner looks it up.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arriving
from tests.journeys.people import PHONE, Person, keyboard_to
from tests.journeys.server import Served

pytestmark = pytest.mark.database

TITLE = "反映停产期间失业保险待遇未发放"
LETTER = "我叫林小梅，去年停产放假半年，失业保险待遇一直没有发放，请帮我核实并补发。"
SUMMARY = "停产放假期间失业保险待遇未发放，请求核实并补发。"
PURPOSE = "核实参保情况，说明待遇能否补发"
ANSWER = "经核实，参保正常，待遇可补发六个月，下月随养老金账户发放。"


def test_a_matter_goes_from_the_mine_to_the_county_and_the_answer_comes_back(
    come: Arriving, served: Served, tmp_path: Path
) -> None:
    mine, county = come("clerk", "minea"), come("clerk", "county")
    code = register_by_keyboard(mine)
    case_page = find_by_two_characters(mine, "失业")
    county.page.goto("/o/county/referrals/?side=in")
    stays(county)

    number = refer(mine, case_page)
    stays(mine)
    hears_of_the_envelope(county, number)
    open_envelope(county, number)
    stays(county)
    do_act(county, "签收", {})
    expect(mine.page.locator("#referral .steps")).to_contain_text("签收（已完成）")
    do_act(county, "受理并告知", {"本单位事项标题": "职工反映失业保险待遇未发放"})
    petitioner = come(viewport=PHONE, is_mobile=True, has_touch=True)
    petitioner_sees(petitioner, code)
    do_act(county, "答复转出方", {"已解决": "", "答复": ANSWER})
    expect(mine.page.locator("#referral")).to_contain_text(ANSWER)
    expect(mine.page.locator("#toasts, [data-bell]").first).not_to_be_empty()
    the_next_act_is_at_hand(mine, "确认答复")
    assert has_stayed(mine), "the mine's page was loaded again"

    for person in (mine, county):
        the_custody_file_holds(person, tmp_path / person.name)
    petitioner.page.reload()
    expect(petitioner.page.locator(".state-box")).to_contain_text("已有处理结果")


def register_by_keyboard(person: Person) -> str:
    """Fill the form with Tab and the keys alone, send it with Enter; returns the tracking code of the receipt."""
    page = person.page
    page.goto("/o/minea/cases/new")
    write_by_keyboard(page, "标题", TITLE)
    write_by_keyboard(page, "原文", LETTER)
    channel = page.locator("form[data-guard]").get_by_label("来源")
    keyboard_to(page, channel)
    page.keyboard.press("ArrowUp")
    expect(channel).not_to_have_value("visit")
    write_by_keyboard(page, "姓名", "林小梅")
    write_by_keyboard(page, "联系电话", "13900007788")
    keyboard_to(page, page.get_by_role("button", name="登记"))
    page.keyboard.press("Enter")
    shown = page.locator(".receipt-code")
    expect(shown).to_be_visible()
    expect(page.locator(".flashes")).to_contain_text("已登记")
    return str(shown.inner_text())


def write_by_keyboard(page: Page, label: str, text: str) -> None:
    # The places of further representatives have the same labels; they show only when they are opened.
    field = page.locator("form[data-guard]").get_by_label(label).locator("visible=true")
    keyboard_to(page, field)
    page.keyboard.insert_text(text)
    expect(field).to_have_value(text)


def find_by_two_characters(person: Person, word: str) -> str:
    """Search with ``/`` and two characters; returns the address of the case that was found."""
    page = person.page
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.insert_text(word)
    page.keyboard.press("Enter")
    rows = page.locator("[data-rows] tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(TITLE)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(TITLE)
    return page.url


def refer(person: Person, case_page: str) -> str:
    """Pack the envelope, check the preview, confirm by typing, send; returns the referral's number."""
    page = person.page
    page.get_by_role("link", name="转外单位").first.click()
    page.get_by_label("接收单位", exact=True).select_option(label="县信访局")
    page.get_by_label("转办方式").select_option("assign")
    page.get_by_label("请对方做什么").fill(PURPOSE)
    page.get_by_label("诉求摘要").fill(SUMMARY)
    page.get_by_label("同意方式").select_option(label="电话征得同意")
    page.get_by_label("同意日期").fill(page.evaluate("new Date().toLocaleDateString('sv')"))
    page.get_by_label("姓名", exact=True).check()
    page.get_by_label("联系电话", exact=True).check()
    preview = page.locator("#preview .env")
    given = ["请办事项", "诉求摘要", "收到日期", "来信来访方式", "人数", "姓名", "联系电话"]
    expect(preview.locator("dt")).to_have_text(given)
    expect(preview).to_contain_text("139****7788")
    expect(preview).not_to_contain_text("13900007788")
    expect(preview.locator(".withheld li")).to_have_text(
        [re.compile(each) for each in ("诉求原文", "内部研判和经办过程")]
    )
    page.get_by_role("button", name="核对并发出").click()
    window = page.get_by_role("dialog", name="确认发给县信访局")
    expect(window.locator(".env")).to_contain_text("提供 6 项信息")
    window.get_by_label("我已逐项核对").check()
    window.get_by_label("县信访局").fill("县信访局")
    page.get_by_role("button", name="发出", exact=True).click()
    expect(page.locator(".flashes")).to_contain_text("已发出")
    return str(page.title().split(" ")[0])


def stays(person: Person) -> None:
    """Mark the page, to tell later whether it was loaded again; wait until it hears news."""
    person.live()
    person.page.evaluate("window.isTheSamePage = true")


def has_stayed(person: Person) -> bool:
    return bool(person.page.evaluate("window.isTheSamePage === true"))


def hears_of_the_envelope(person: Person, number: str) -> None:
    """The list of the other side offers the news, a toast says it, the bell counts it; nothing is loaded again."""
    page = person.page
    expect(page.locator("#toasts")).to_contain_text(number)
    expect(page.locator("[data-bell]")).to_contain_text(re.compile(r"\d"))
    bar = page.locator("[data-live-bar]")
    expect(bar).to_be_visible()
    bar.click()
    expect(page.locator("[data-rows] tbody tr").first).to_contain_text(number)
    assert has_stayed(person), "the list was loaded again"


def open_envelope(person: Person, number: str) -> None:
    page = person.page
    row = page.locator("[data-rows] tbody tr", has_text=number)
    row.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text(PURPOSE)
    expect(page.locator(".env")).not_to_contain_text(SUMMARY)


def the_next_act_is_at_hand(person: Person, name: str) -> None:
    """The head of the page offers what is due now, and its window came with the news."""
    page = person.page
    page.locator(".sticky-head").get_by_role("link", name=name).click()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    page.keyboard.press("Escape")


def do_act(person: Person, name: str, values: dict[str, str]) -> None:
    """Open the window of an act from the page's head, fill it in and confirm it."""
    page = person.page
    page.locator(".sticky-head").get_by_role("link", name=name).click()
    window = page.locator("dialog[open]")
    for label, value in values.items():
        field = window.get_by_label(label, exact=False).first
        if field.evaluate("element => element.type") == "radio":
            field.check()
        else:
            field.fill(value)
    with page.expect_navigation():
        window.locator("button[type=submit]").click()
    expect(page.locator(".flashes .note.ok")).to_be_visible()


def the_custody_file_holds(person: Person, folder: Path) -> None:
    """Take the custody file, the published keys and the verifier away, and verify with nothing else."""
    folder.mkdir()
    page = person.page
    address = page.url.split("?")[0].rstrip("/")
    page.goto(f"{address}/custody")
    for text in ("回执单", "核验程序", "公布的公钥"):
        with page.expect_download() as download:
            page.get_by_role("link", name=text).click()
        download.value.save_as(folder / download.value.suggested_filename)
    (custody,) = folder.glob("custody-*.json")
    assert verified(folder, custody), "an untouched custody file is refused"
    whole = custody.read_bytes()
    signature = json.loads(whole)["receipts"][2]["signature"].encode()
    place = whole.index(signature) + 7
    flipped = bytes([whole[place] ^ 1]) if whole[place : place + 1] not in b"9f" else b"0"
    custody.write_bytes(whole[:place] + flipped + whole[place + 1 :])
    assert not verified(folder, custody), "a flipped byte is not noticed"


def verified(folder: Path, custody: Path) -> bool:
    command = [sys.executable, "-I", "verify_custody.py", custody.name, "--keys", "published-keys.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def petitioner_sees(person: Person, code: str) -> None:
    """Look the code up on a telephone: where it stands, who holds it, by when, what was given and what was not."""
    page = person.page
    page.goto("/p/")
    page.get_by_role("textbox", name="查询码").fill(code.lower())
    page.get_by_label("电话后四位").fill("7788")
    page.get_by_role("button", name="查进度").click()
    expect(page.locator("h1")).to_have_text(TITLE)
    shared = page.locator("section", has=page.locator("#shared"))
    expect(shared).to_contain_text("县信访局")
    expect(shared).to_contain_text(re.compile("给了|提供"))
    expect(shared).to_contain_text("姓名")
    expect(shared).to_contain_text("诉求原文")
    expect(page.locator("section", has=page.locator("#holder"))).to_contain_text("县信访局")
    expect(page.locator(".state-box")).to_contain_text(re.compile(r"\d+月\d+日"))
    assert "林小梅" not in page.content()

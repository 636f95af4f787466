from tests.public.conftest import Browser, Filed


def test_first(filed: Filed, browser: Browser) -> None:
    print(browser.page("/p/"))
    print(browser.enter(filed.code))
    assert 0

"""What the tests of the page rely on: a page that complains, or asks another machine, fails its test."""

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("console.error('a mistake')", "a mistake"),
        ("setTimeout(() => { throw Error('thrown late') })", "thrown late"),
        ("Promise.reject(Error('and nobody listens'))", "and nobody listens"),
        ("fetch('http://127.0.0.2:9/')", "asked http://127.0.0.2:9/"),
    ],
)
def test_complaints_are_heard(context, page, complaints, script, told):
    page.goto("data:text/html,<title>a page</title>")
    page.evaluate(f"() => {{ {script} }}")
    for _ in range(3000):  # half a minute, where it does not come
        if any(told in complaint for complaint in complaints):
            break
        page.wait_for_timeout(10)
    assert any(told in complaint for complaint in complaints)
    context.close()  # so that nothing comes later
    complaints.clear()


def test_what_a_test_provokes_is_forgiven_by_its_words(complaints):
    complaints += ["status of 422 (Unprocessable Entity)", "a mistake"]
    complaints.forgive("422")
    assert complaints == ["a mistake"]
    with pytest.raises(AssertionError, match="422"):
        complaints.forgive("422")
    complaints.clear()

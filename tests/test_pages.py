"""A page is one file: its data cannot break out of it, it runs its own scripts alone, and it asks no other host."""

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import _pages

SCRIPT, STYLE = 'const Show = { all(element, data) { element.textContent = "é < 1"; } };\n', "main { color: red; }\n"


def page(data, title="A page"):
    return _pages.page(title, "Show.all", data, scripts=[SCRIPT], styles=[STYLE])


def elements(html, name):
    return re.findall(rf"<{name}[^>]*>(.*?)</{name}>", html, flags=re.DOTALL)


@given(st.recursive(st.text() | st.integers() | st.booleans() | st.none(), lambda inner: st.lists(inner, max_size=3)))
def test_data_comes_back_whatever_texts_it_holds(data):
    html = page(data)
    assert json.loads(elements(html, "script")[0]) == data
    assert page("").count("<") == html.count("<")


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "\u2028"])
def test_data_ends_no_element(text):
    html = page({text: [text]}, title=text)
    assert len(elements(html, "script")) == 3
    assert "alert(1)</script>" not in html
    assert elements(html, "title") == elements(html, "h1") != [""]


def test_no_number_that_json_lacks_is_written():
    with pytest.raises(ValueError, match="not JSON compliant"):
        page([float("nan")])


def test_it_runs_and_looks_as_its_own_scripts_and_styles_say_and_loads_nothing():
    html = page([1])
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', html)[1]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind, texts in (("script", elements(html, "script")[1:]), ("style", elements(html, "style"))):
        allowed = re.search(rf"{kind}-src ([^;]*)", policy)[1].split()
        assert allowed == [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts]
    assert elements(html, "script")[1].strip() == SCRIPT.strip()
    assert elements(html, "style")[0].strip() == _pages.asset("common.css").strip()
    assert elements(html, "style")[1].strip() == STYLE.strip()


def test_it_names_no_other_place():
    html = page([1])
    assert not re.findall(r"""\b(?:src|href)=|https?:|url\(|@import|//\w+\.\w""", html)
    assert '<html lang="en">' in html
    assert 'name="viewport"' in html
    assert 'name="color-scheme" content="light dark"' in html

"""Pages have what readers and search engines look for, their links land, and they ask no other host."""

import re
from urllib.parse import unquote, urlsplit

from built_book import BOOK, page


def test_it_has_one_title_and_a_description(written):
    shown = page(written)
    assert len(shown.all("h1")) == 1
    assert shown.title.strip() not in {"", "nnlib", "<no title> - nnlib"} or written == "index.html"
    (description,) = [each["content"] for each in shown.all("meta") if each.get("name") == "description"]
    assert 20 <= len(description) <= 320, description


def test_its_links_and_anchors_land(name):
    dead = []
    for link in page(name).all("a"):
        target = urlsplit(link.get("href", ""))
        if target.scheme or target.netloc:
            continue
        path = (BOOK / name).parent / unquote(target.path) if target.path else BOOK / name
        path = path.resolve()
        if not path.exists():
            dead.append(link["href"])
        elif target.fragment and path.suffix == ".html":
            there = page(path.relative_to(BOOK).as_posix())
            if unquote(target.fragment) not in there.ids:
                dead.append(link["href"])
    assert dead == []


def test_its_pictures_are_there_and_say_what_they_show(written):
    for picture in page(written).all("img"):
        assert ((BOOK / written).parent / unquote(picture["src"])).exists(), picture
        assert picture.get("alt"), picture


def test_each_figure_is_there_on_light_ground_and_on_dark(written):
    classes = [each.get("class", "") for each in page(written).all("img")]
    assert sum("only-light" in each for each in classes) == sum("only-dark" in each for each in classes)


def test_no_cell_failed_while_it_was_drawn_again(written):
    text = (BOOK / written).read_text(encoding="utf-8")
    assert "Error in callback" not in text
    assert "drawn again" not in text


def test_it_asks_no_other_host(name):
    for tag, attribute in (("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src")):
        asked = [each.get(attribute, "") for each in page(name).all(tag) if each.get("rel") != "canonical"]
        assert not [url for url in asked if re.match(r"(https?:)?//", url)]


def test_no_style_sheet_asks_another_host():
    for path in BOOK.rglob("*.css"):
        assert not re.findall(r"(?:url\(|@import )[\"']?(?:https?:)?//[^)]*", path.read_text(encoding="utf-8"))

"""The page is usable by everybody: names, order of tabs, what has the focus, contrast, and phones."""

import itertools

import pytest

pytestmark = pytest.mark.slow

ROLES = {"button", "checkbox", "combobox", "image", "img", "link", "radio", "region", "slider", "spinbutton", "textbox"}
"""What has to have a name."""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, summary, textarea, [tabindex='0']")]
    .filter((element) => !element.disabled && element.checkVisibility({ visibilityProperty: true }))
    .filter((element) => element.tabIndex >= 0 && (element.type !== "radio" || element.checked))"""
CONTRASTS = """() => {
  const parsed = (text) => text.match(/[\\d.]+/g).map(Number);
  const over = ([r, g, b, alpha = 1], below) => [r, g, b].map((value, i) => alpha * value + (1 - alpha) * below[i]);
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    return over(parsed(getComputedStyle(element).backgroundColor), ground(element.parentElement));
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim();
    const element = texts.currentNode.parentElement;
    if (!text || !element.checkVisibility({ visibilityProperty: true }) || element.closest(":disabled")) continue;
    if (element.closest("script, style, option, datalist, [aria-hidden=true]")) continue;
    const style = getComputedStyle(element);
    const below = ground(element);
    const [dark, bright] = [light(below), light(over(parsed(style.color), below))].sort((a, b) => a - b);
    found.push([(bright + 0.05) / (dark + 0.05), text]);
  }
  return found;
}"""


@pytest.fixture
def shown(visit):
    """A page with all that it can show: two layers, what was learned, steps, code and a tour's words."""
    visit.open(layers=[4, 3], hidden=["tanh", "relu"], updates=20)
    visit.press("steps").until(lambda: visit.text("stepper"))
    visit.press("copy_code").until(lambda: visit.page.locator("#code").is_visible())
    return visit.shows()


def tree(page):
    """Return role and name of all that a screen reader meets."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node["ignored"] and "role" in node
    ]


def test_all_that_is_used_has_a_name_of_its_own(shown):
    found = tree(shown.page)
    assert len(found) > 50
    assert not [node for node in found if node[0] in ROLES and not node[1].strip()]
    buttons = [name for role, name in found if role == "button"]
    assert sorted(set(buttons)) == sorted(buttons)


def test_no_id_is_given_twice(shown):
    ids = shown.page.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert sorted(set(ids)) == sorted(ids)
    pointed = shown.page.evaluate("""[...document.querySelectorAll("*")].flatMap((element) =>
        ["for", "aria-labelledby", "aria-describedby", "aria-controls", "list"].flatMap((name) =>
            element.hasAttribute(name) ? element.getAttribute(name).split(" ") : []))""")
    assert set(pointed) <= set(ids)


def test_headings_come_in_order(shown):
    levels = shown.page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map((e) => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert shown.page.evaluate("document.documentElement.lang") == "en"


def test_tabs_reach_everything_and_show_where_they_are(shown):
    page = shown.page
    count = page.evaluate(f"({REACHABLE})().forEach((e, i) => e.dataset.place = i), ({REACHABLE})().length")
    page.evaluate(f"({REACHABLE})()[0].focus()")
    page.keyboard.press("Shift+Tab")  # before the first
    unseen = page.evaluate(
        f"""({REACHABLE})().map((e) => getComputedStyle(e)).map((s) => s.outlineStyle + s.boxShadow)"""
    )
    reached = []
    for _ in range(count + 20):
        page.keyboard.press("Tab")
        place, outline, shadow, name, seen = page.evaluate("""() => {
            const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
            return [e.dataset.place ?? null, style.outlineStyle + " " + style.outlineWidth, style.boxShadow,
                e.outerHTML.slice(0, 80), box.bottom > 0 && box.top < innerHeight];
        }""")
        if place is None or int(place) in reached:
            break
        reached.append(int(place))
        assert seen, f"out of sight: {name}"
        assert not outline.startswith("none") or outline[:4] + shadow != unseen[int(place)], (
            f"no mark of the focus: {name}"
        )
    left = page.evaluate(f"({REACHABLE})().map((e) => e.outerHTML.slice(0, 80))")
    assert not [left[i] for i in set(range(count)) - set(reached)]
    assert reached == sorted(reached)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out(shown, scheme):
    shown.page.emulate_media(color_scheme=scheme)
    shown.shows()
    found = shown.page.evaluate(CONTRASTS)
    assert len(found) > 50
    assert not [(round(contrast, 2), text) for contrast, text in found if contrast < 4.5]


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_lies_to_the_side(shown, width):
    shown.page.set_viewport_size({"width": width, "height": 800})
    shown.until(lambda: shown.page.evaluate("document.documentElement.scrollWidth") <= width)
    beyond = shown.page.evaluate("""() => [...document.querySelectorAll("button, input, select, canvas, p, h2")]
        .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest("#stepper"))
        .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
        .map((e) => e.outerHTML.slice(0, 80))""")
    assert not beyond


def test_fingers_hit_what_they_touch(shown):
    shown.page.set_viewport_size({"width": 390, "height": 800})
    shown.shows()
    small = shown.page.evaluate("""() => [...document.querySelectorAll("button, select, input")]
        .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !/radio|checkbox/.test(e.type))
        .map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 80)])
        .filter(([box]) => box.width < 24 || box.height < 24).map(([box, html]) => [box.width, box.height, html])""")
    assert not small


def test_what_changes_is_announced(shown):
    live = shown.page.evaluate(
        "[...document.querySelectorAll('[role=status], [role=alert], [aria-live]')].map((element) => element.id)"
    )
    assert "status" in live

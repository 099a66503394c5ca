"""Points placed by hand, and what the page says where something does not fit."""

import pytest

pytestmark = pytest.mark.slow


def place(visit, x1, x2):
    """Click on the map at a point of the plane."""
    canvas, radius = visit.page.locator("#map"), visit.told("data")["radius"]
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    canvas.click(
        position={
            "x": (x1 + radius) / (2 * radius) * box["width"],
            "y": (radius - x2) / (2 * radius) * box["height"],
        }
    )


def placed(visit):
    """Return the points that were added to the run, as the server has them."""
    return [point for _, change in visit.run().edits for point in change.get("add_points", ())]


def test_points_are_placed_where_one_clicks(visit, visitors):
    visit.go().press("one_update", times=2)
    m = visit.run().X.shape[1]
    place(visit, 1.5, -2.5)
    visit.until(lambda: placed(visit))
    visit.page.get_by_role("radio", name="0").check()
    place(visit, -2.0, 3.0)
    visit.until(lambda: len(placed(visit)) == 2)
    (a, b, y), (c, d, z) = placed(visit)
    pixel = 2 * visit.told("data")["radius"] / visit.page.locator("#map").bounding_box()["width"]
    assert (a, b, y) == (pytest.approx(1.5, abs=pixel), pytest.approx(-2.5, abs=pixel), 1)
    assert (c, d, z) == (pytest.approx(-2.0, abs=pixel), pytest.approx(3.0, abs=pixel), 0)
    assert visit.run().X.shape == (2, m + 2)
    assert visit.updates() == 2
    visit.press("one_update")
    visitors().again(visit)


def test_a_finger_reads_until_a_class_is_chosen(phone):
    map_ = phone.go().page.locator("#map")
    map_.tap(position={"x": 0.75 * map_.bounding_box()["width"], "y": 0.25 * map_.bounding_box()["height"]})
    assert phone.text("pointer").startswith("x₁ = 2.")
    assert not points_of(phone)
    phone.page.get_by_role("radio", name="1").check()
    map_.tap()
    phone.until(lambda: len(points_of(phone)) == 1)
    top = map_.bounding_box()["y"]
    map_.tap()
    phone.until(lambda: len(points_of(phone)) == 2)
    assert map_.bounding_box()["y"] == top


def test_points_are_placed_from_the_keyboard(visit):
    visit.go()
    canvas = visit.page.locator("#map")
    canvas.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp", "1"):
        canvas.press(key)
    visit.until(lambda: len(points_of(visit)) == 1)
    for key in ("ArrowLeft", "ArrowLeft", "ArrowDown", "0"):
        canvas.press(key)
    visit.until(lambda: len(points_of(visit)) == 2)
    (a, b, y), (c, d, z) = points_of(visit)
    assert 0 < a == -c
    assert b > 0
    assert (y, z) == (1, 0)
    assert d == pytest.approx(b / 2)


def points_of(visit):
    """Return all points that were placed by hand, before the first update or later."""
    return [*visit.run().state.points, *placed(visit)]


def test_a_network_learns_points_alone(visit, visitors):
    visit.go().choose("data", "points only").until(lambda: visit.run().state.data == "points only")
    visit.until(lambda: visit.text("cost") == "–" and visit.page.locator("#no_examples").is_visible())
    assert visit.page.locator("#m").is_disabled()
    for x1, x2, y in ((1, 1, 1), (-1, -1, 1), (1, -1, 0), (-1, 1, 0)):
        visit.page.get_by_role("radio", name=str(y)).check()
        n = len(points_of(visit))
        place(visit, x1, x2)
        visit.until(lambda: len(points_of(visit)) == n + 1)  # noqa: B023  it is called at once
    visit.choose("speed", "100").press("play").until(lambda: visit.text("accuracy").startswith("100")).press("play")
    visit.shows()
    visitors().again(visit)
    visit.press("clear_points").until(lambda: not points_of(visit))


def test_what_does_not_fit_is_told_in_the_librarys_words_and_taken_back(visit, complaints):
    visit.go().choose("output", "softmax").until(lambda: visit.run().state.output == "softmax")
    visit.choose("loss", "squared_error").until(lambda: "squared_error" in visit.text("status"))
    assert "softmax" in visit.text("status")
    assert visit.page.locator("#loss").input_value() != "squared_error"
    assert "loss" not in visit.fragment()
    visit.press("one_update")
    assert visit.updates() == 1
    complaints.forgive("422")


@pytest.mark.parametrize(
    ("name", "value"),
    [("learning_rate", "-1"), ("learning_rate", ""), ("m", "7"), ("m", "1e9"), ("seed", "0.5"), ("batch_size", "0")],
)
def test_a_number_out_of_range_changes_nothing(visit, complaints, name, value):
    visit.go().press("one_update").saved()
    before = visit.numbers(), visit.fragment()
    control = visit.page.locator(f"#{name}")
    shown = control.input_value()
    visit.choose(name, value).until(lambda: name.split("_")[0] in visit.text("status").lower())
    assert control.input_value() == shown
    assert (visit.numbers(), visit.fragment()) == before
    assert visit.press("one_update").updates() == 2
    complaints[:] = [complaint for complaint in complaints if "422" not in complaint]


def test_the_third_class_chooses_softmax_and_says_so(visit):
    visit.go().choose("data", "three spirals").until(lambda: visit.run().state.data == "three spirals").shows()
    assert "softmax" in visit.text("status")
    assert visit.page.locator("#output").input_value() == "softmax"
    assert visit.press("one_update").run().model.layer_sizes[-1] == 3


def test_an_output_without_probabilities_says_so(visit):
    visit.open(output="tanh", updates=5).page.locator("#map").hover()
    visit.until(lambda: "a = " in visit.text("pointer"))
    assert visit.text("accuracy") == "–"
    assert visit.page.locator("#no_classes").is_visible()
    visit.choose("output", "sigmoid").until(lambda: "P(0) = " in visit.text("pointer"))
    assert visit.page.locator("#no_classes").is_hidden()

import json
import os
import unicodedata
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import nnlib
from nnlib import FileError
from nnlib._registry import Described, describe, rebuild
from nnlib.datasets import PictureRecipe, Pictures, read_images, vector_to_image
from nnlib.datasets._folders import ENDINGS

ORDERS = pytest.mark.parametrize("order", ["planar", "interleaved"])
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def saved(path, pixels, **options):
    path.parent.mkdir(exist_ok=True, parents=True)
    Image.fromarray(np.asarray(pixels, dtype=np.uint8)).save(path, **options)
    return path


@pytest.fixture
def pets(tmp_path):
    """Four pictures of two grey pixels, in two classes."""
    for i, name in enumerate(["dogs/b.png", "cats/2.png", "cats/10.png", "dogs/a.png"]):
        saved(tmp_path / "pets" / name, [[2 * i + 1, 2 * i + 2]])
    return tmp_path / "pets"


# From a folder to X and Y.


@ORDERS
def test_a_folder_becomes_columns_in_the_order_of_their_names(tmp_path, order):
    saved(tmp_path / "b.PNG", [[GREEN, GREEN]])
    saved(tmp_path / "a.bmp", [[RED, BLUE]])
    X, names = pictures = read_images(tmp_path, (1, 2, 3), order=order)
    assert names == pictures.names == ("a.bmp", "b.PNG")
    assert X.shape == (6, 2)
    assert X.dtype == np.float64
    assert X.T.flags.c_contiguous
    assert (pictures.Y.shape, pictures.Y.dtype, pictures.classes) == ((0, 2), np.int64, ())
    np.testing.assert_array_equal(vector_to_image(X[:, 0], (1, 2, 3), order=order) * 255, [[RED, BLUE]])
    np.testing.assert_array_equal(vector_to_image(X[:, 1], (1, 2, 3), order=order) * 255, [[GREEN, GREEN]])
    assert repr(pictures) == "Pictures(n_x=6, m=2, no labels, left out: 0, doubts: 1)"


def test_folders_inside_are_classes(pets):
    X, Y = pictures = read_images(pets, (1, 2))
    assert pictures.names == ("cats/10.png", "cats/2.png", "dogs/a.png", "dogs/b.png")
    assert pictures.classes == ("cats", "dogs")
    np.testing.assert_allclose(X * 255, [[5, 3, 7, 1], [6, 4, 8, 2]])
    assert X.T.flags.c_contiguous
    np.testing.assert_array_equal(Y, [[0, 0, 1, 1]])
    assert Y.dtype == np.int64
    assert repr(pictures) == "Pictures(n_x=2, m=4, classes 'cats', 'dogs', left out: 0)"
    assert pictures.recipe == PictureRecipe((1, 2), classes=("cats", "dogs"), brightness=4.5 / 255)


def test_classes_that_are_numbers_are_in_their_order(tmp_path):
    for name in ["10", "9", "2"]:
        saved(tmp_path / name / "1.png", [[int(name)]])
    pictures = read_images(tmp_path, (1, 1))
    assert pictures.classes == ("2", "9", "10")
    assert pictures.names == ("2/1.png", "9/1.png", "10/1.png")
    np.testing.assert_allclose(pictures.X * 255, [[2, 9, 10]])
    np.testing.assert_array_equal(pictures.Y, [[0, 1, 2]])
    assert pictures.doubts == ()  # one pixel is like itself
    saved(tmp_path / "0011" / "1.png", [[11]])
    assert read_images(tmp_path, (1, 1)).classes == ("2", "9", "10", "0011")
    saved(tmp_path / "none" / "1.png", [[0]])
    assert read_images(tmp_path, (1, 1)).classes == ("0011", "10", "2", "9", "none")


def test_pictures_are_turned_to_ink_on_request(pets):
    X, _ = read_images(pets, (1, 2))
    inverted, _ = pictures = read_images(pets, (1, 2), invert=True)
    np.testing.assert_array_equal(inverted, 1 - X)
    assert pictures.recipe.brightness == inverted.mean()


def test_every_ending_is_a_pictures(tmp_path):
    formats = Image.registered_extensions()
    written = {ending for ending in ENDINGS if formats.get(ending) in Image.SAVE}
    assert ENDINGS - written <= {".heic", ".heif", ".jxl", ".avif", ".qoi"}  # for plugins, and newer versions of Pillow
    for ending in written:
        kind = {".apng": "PNG", ".jpx": "JPEG2000"}.get(ending)
        grey = ending in {".pgm", ".pbm"}
        picture = Image.new("L" if grey else "RGB", (16, 16), "white")
        (picture.convert("1") if ending == ".pbm" else picture).save(tmp_path / f"p{ending}", kind)
    saved(tmp_path / "q.JPG", np.full((4, 4), 255))
    X, names = pictures = read_images(tmp_path, (2, 2))
    assert names == (*(f"p{ending}" for ending in sorted(written)), "q.JPG")
    assert pictures.left_out == ()
    np.testing.assert_array_equal(X, 1)


def test_names_may_be_in_any_script_and_form(tmp_path):
    """Systems differ in how they keep an umlaut: in one character, or in two."""
    for folder, form in [("train", "NFC"), ("test", "NFD")]:
        (tmp_path / folder).mkdir()
        for name in ["Käfer", "鳥"]:
            saved(tmp_path / folder / unicodedata.normalize(form, name) / "ß.png", [[0]])
    train = read_images(tmp_path / "train", (1, 1))
    assert train.classes == ("Käfer", "鳥")
    test = read_images(tmp_path / "test", like=train)
    np.testing.assert_array_equal(test.Y, [[0, 1]])
    assert test.names[0] == unicodedata.normalize("NFD", "Käfer/ß.png")
    by_hand = PictureRecipe((1, 1), classes=(unicodedata.normalize("NFD", "Käfer"), "鳥"))
    np.testing.assert_array_equal(by_hand.read(tmp_path / "train").Y, [[0, 1]])


# What is not taken.


def test_what_is_left_out_is_reported(pets, tmp_path):
    (pets / "notes.txt").write_text("no picture")
    (pets / "cats" / ".hidden.png").write_text("hidden")
    (pets / "cats" / "kittens").mkdir()
    (pets / "cats" / "IMG_1.HEIC").write_text("a telephone's")
    (pets / "empty").mkdir()
    (pets / ".git").mkdir()
    saved(pets / "deep" / "1.png", [[0]]).rename(pets / "cats" / "kittens" / "1.png")
    (pets / "deep" / "deeper").mkdir()
    (pets / "dogs" / "lost.png").symlink_to(tmp_path / "nothing")
    os.mkfifo(pets / "dogs" / "pipe.png")
    pictures = read_images(pets, (1, 2))
    assert pictures.left_out == (
        (".git", "hidden"),
        ("cats/.hidden.png", "hidden"),
        ("cats/IMG_1.HEIC", "this Pillow does not read .heic: save it as .png or .jpg"),
        ("cats/kittens", "a folder in the folder of a class"),
        ("deep", "no picture in it, but folders"),
        ("dogs/lost.png", "a link to nothing"),
        ("dogs/pipe.png", "no file"),
        ("empty", "no picture in it"),
        ("notes.txt", "no ending of a picture"),
    )
    assert pictures.names == ("cats/10.png", "cats/2.png", "dogs/a.png", "dogs/b.png")
    assert repr(pictures).endswith("left out: 9)")


def test_links_are_followed(pets, tmp_path):
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "a").symlink_to(pets / "cats")
    (tmp_path / "linked" / "b").mkdir()
    (tmp_path / "linked" / "b" / "1.png").symlink_to(pets / "dogs" / "a.png")
    (tmp_path / "linked" / "itself").symlink_to(tmp_path / "linked")
    pictures = read_images(tmp_path / "linked", (1, 2))
    assert pictures.names == ("a/10.png", "a/2.png", "b/1.png")
    assert pictures.left_out == (("itself", "no picture in it, but folders"),)


def test_folders_that_hold_no_pictures(tmp_path, pets):
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError, match=r"empty: there is no picture in it$"):
        read_images(tmp_path / "empty", (8, 8))
    message = r"there is no picture in it \('empty': .*, 'pets': .*but folders\): the folder to read is the one"
    with pytest.raises(FileError, match=message):
        read_images(tmp_path, (8, 8))
    with pytest.raises(FileNotFoundError):
        read_images(tmp_path / "nothing", (8, 8))
    with pytest.raises(NotADirectoryError):
        read_images(pets / "cats" / "2.png", (8, 8))


def test_pictures_beside_classes_are_questioned(pets):
    saved(pets / "1.png", [[0]])
    message = r"pictures lie in it \('1.png'\) and in folders \('cats', 'dogs'\): move the first into folders of their"
    with pytest.raises(FileError, match=message):
        read_images(pets, (1, 2))


def test_one_class_is_nothing_to_tell_apart(tmp_path):
    path = saved(tmp_path / "cats" / "1.png", [[0]])
    with pytest.raises(FileError, match=r"one folder 'cats', so that there is nothing to tell apart; without .*cats$"):
        read_images(tmp_path, (1, 1))
    assert read_images(path.parent, (1, 1)).names == ("1.png",)


# What is damaged.


def test_one_damaged_picture_is_named(pets):
    (pets / "cats" / "10.png").write_text("no picture")
    message = r"cats.10\.png: it cannot be read as a picture: it is in none of the formats that Pillow reads$"
    with pytest.raises(FileError, match=message):
        read_images(pets, (1, 2))


def test_damaged_pictures_are_named_together(pets):
    (pets / "cats" / "10.png").write_text("no picture")
    (pets / "dogs" / "b.png").write_bytes(b"")
    reason = r" \(it is in none of the formats that Pillow reads\)"
    message = f"pets: 2 pictures cannot be read: 'cats/10.png'{reason}, 'dogs/b.png'{reason}$"
    with pytest.raises(FileError, match=message):
        read_images(pets, (1, 2))


def test_a_folder_of_damage_is_not_read_to_its_end(tmp_path, monkeypatch):
    tried = []
    opened = Image.open
    monkeypatch.setattr(Image, "open", lambda content: [tried.append(content), opened(content)][1])
    folder = tmp_path / "pictures"
    folder.mkdir()
    for i in range(10):
        (folder / f"{i}{'x' * 200}.png").write_text("no picture")
    with pytest.raises(FileError, match=r"5 pictures or more cannot be read: '0x*") as caught:
        read_images(folder, (1, 2))
    assert len(tried) == 5
    assert len(str(caught.value)) - len(str(folder)) < 450


# What may be doubted.


def test_what_was_done_to_pictures_is_told(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3))
    saved(tmp_path / "wide.png", noise[:16, :33])
    saved(tmp_path / "half.png", noise[:16, :32])
    saved(tmp_path / "small.png", noise[:3, :3])
    saved(tmp_path / "smallish.png", noise[:4, :4])
    frames = [Image.fromarray(part.astype(np.uint8)) for part in (noise[:32], noise[32:])]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    for i in range(5):
        saved(tmp_path / f"{i}.png", np.full((8, 8), 10 * i))
    assert read_images(tmp_path, (8, 8, 3)).doubts == (
        "all pixels are alike in 5 pictures: '0.png', '1.png', '2.png', '3.png', '4.png'",
        "of several frames only the first was taken in 1 picture: 'moving.gif'",
        "each pixel became more than four to get 8 by 8 in 1 picture: 'small.png'",
        "more than half was cut off to get the proportions of 8 by 8 in 1 picture: 'wide.png'",
    )


def test_folders_that_are_parts_of_data_are_questioned(tmp_path):
    for name in ["train", "Test"]:
        saved(tmp_path / name / "1.png", [[0, 9]])
    doubt = "the folders 'Test', 'train' are read as classes, but are called like parts of data"
    assert read_images(tmp_path, (1, 2)).doubts == (doubt,)
    saved(tmp_path / "steam" / "1.png", [[0, 9]])
    assert read_images(tmp_path, (1, 2)).doubts == ()


def inks(folder, paper, ink):
    for i, column in enumerate(np.eye(4)):
        saved(folder / f"{i}.png", [np.where(column, ink, paper)])
    return folder


def test_inverted_pictures_are_noticed(tmp_path):
    train = read_images(inks(tmp_path / "train", 20, 200), (1, 4))
    assert read_images(inks(tmp_path / "same", 30, 220), like=train).doubts == ()
    doubt = "these pictures are light (mean 0.74) where those of training were dark (mean 0.25): "
    inverted = inks(tmp_path / "inverted", 235, 50)
    other = "1 - X turns them, as read_images(..., invert=True, like=...) does"
    assert read_images(inverted, like=train).doubts == (doubt + other,)
    assert train.recipe.read([inverted / "1.png"]).doubts[-1].endswith(other)
    turned = read_images(inverted, invert=True, like=train)
    assert (turned.doubts, turned.recipe) == ((), replace(train.recipe, invert=True))
    np.testing.assert_allclose(turned.X, 1 - read_images(inverted, (1, 4)).X)
    assert train.recipe.read(turned).doubts == ()
    assert train.recipe.read(read_images(inverted, (1, 4)).X).doubts == (doubt + "1 - X turns them",)


def test_the_other_way_round_is_noticed_too(tmp_path):
    train = read_images(inks(tmp_path / "train", 20, 200), (1, 4), invert=True)
    (doubt,) = train.recipe.read(inks(tmp_path / "inverted", 235, 50)).doubts
    assert doubt.startswith("these pictures are dark (mean 0.26) where those of training were light (mean 0.75): ")
    assert doubt.endswith("1 - X turns them, as read_images(..., invert=False, like=...) does")
    assert read_images(tmp_path / "inverted", invert=False, like=train).doubts == ()


def test_middling_pictures_are_not_taken_for_inverted(tmp_path):
    recipe = PictureRecipe((1, 4), brightness=0.2)
    assert recipe.read(np.full((4, 1), 0.59)).doubts == ()  # 0.21 from 0.8, and 0.39 from 0.2
    assert len(recipe.read(np.full((4, 1), 0.61)).doubts) == 1
    assert PictureRecipe((1, 4), brightness=0.36).read(np.full((4, 1), 0.64)).doubts == ()
    assert PictureRecipe((1, 4), brightness=0.36).read(np.full((4, 4), 0.64)).doubts == ()
    assert len(PictureRecipe((1, 4), brightness=0.36).read(np.full((4, 5), 0.64)).doubts) == 1  # five say more than one
    assert PictureRecipe((1, 4), brightness=0.46).read(np.full((4, 5), 0.54)).doubts == ()
    assert PictureRecipe((1, 4)).read(np.ones((4, 1))).doubts == ()


def test_values_that_are_no_pictures_are_told():
    recipe = PictureRecipe((1, 2), brightness=0.1)
    doubt = "values go from 0 to 255, but those of pictures from 0 (black) to 1 (white)"
    assert recipe.read([[0], [255]]).doubts == (doubt,)
    assert recipe.read([[-0.5], [0.5]]).doubts[0].startswith("values go from -0.5 to 0.5, but")
    assert recipe.read([[0], [0.1]]).doubts == ()


# Like earlier pictures.


@pytest.fixture
def trained(pets):
    return read_images(pets, (1, 2, 3), order="interleaved", invert=True)


def test_new_pictures_are_read_as_the_earlier_ones(tmp_path, trained):
    saved(tmp_path / "new" / "1.png", [[RED, GREEN]])
    for like in (trained, trained.recipe):
        pictures = read_images(tmp_path / "new", like=like)
        X, names = pictures  # without labels: a flat folder is to be predicted
        np.testing.assert_array_equal(X[:, 0], [0, 1, 1, 1, 0, 1])
        assert names == ("1.png",)
        assert pictures.recipe is trained.recipe
        assert pictures.classes == ("cats", "dogs")
        assert repr(pictures).startswith("Pictures(n_x=6, m=1, no labels, ")


def test_one_class_of_the_earlier_is_enough(tmp_path, trained):
    saved(tmp_path / "new" / "dogs" / "1.png", [[0, 0]])
    np.testing.assert_array_equal(read_images(tmp_path / "new", like=trained).Y, [[1]])


def test_the_earlier_order_of_classes_is_kept(pets):
    recipe = PictureRecipe((1, 2), classes=("dogs", "birds", "cats"))
    pictures = recipe.read(pets)
    assert pictures.names == ("dogs/a.png", "dogs/b.png", "cats/10.png", "cats/2.png")
    np.testing.assert_array_equal(pictures.Y, [[0, 0, 2, 2]])
    np.testing.assert_allclose(pictures.X[0] * 255, [7, 1, 5, 3])


def test_a_class_that_was_not_there_is_refused(pets, trained):
    saved(pets / "birds" / "1.png", [[0, 0]])
    with pytest.raises(
        FileError, match="the folder 'birds' would be a class, but the earlier classes are 'cats', 'dogs'"
    ):
        read_images(pets, like=trained)
    with pytest.raises(FileError, match="the folder 'birds' would be a class, but there were no classes earlier"):
        PictureRecipe((1, 2)).read(pets, labels=True)


def test_folders_that_are_no_classes_are_predicted_without_labels(pets, trained):
    saved(pets / "2024" / "1.png", [[0, 0]])
    (pets / "2024" / "2.png").write_bytes((pets / "cats" / "2.png").read_bytes())
    doubt = "no picture has a label, since these folders are no classes: "
    pictures = trained.recipe.read(pets)
    assert pictures.names[:4] == (
        "2024/1.png",
        "2024/2.png",
        "cats/10.png",
        "cats/2.png",
    )  # in the order of their names
    np.testing.assert_array_equal(pictures.X[:, 1:], trained.X[:, [1, 0, 1, 2, 3]])
    assert (pictures.Y.shape, pictures.classes) == ((0, 6), ("cats", "dogs"))
    assert doubt + "'2024'" in pictures.doubts
    assert PictureRecipe((1, 2)).read(pets).doubts[-1] == doubt + "'2024', 'cats', 'dogs'"
    with pytest.raises(TypeError, match="labels must be True or False"):
        trained.recipe.read(pets, labels=np.ones(2))


def test_what_the_earlier_say_is_not_said_again(pets, trained):
    for given in [{"shape": (1, 2)}, {"order": "interleaved"}]:
        with pytest.raises(ValueError, match="with like, the earlier pictures say how these are read"):
            read_images(pets, **given, like=trained)
    with pytest.raises(TypeError, match="invert must be True or False, got 1"):
        read_images(pets, invert=1, like=trained)
    with pytest.raises(TypeError, match="like must be Pictures or a PictureRecipe, got 'x'"):
        read_images(pets, like="x")
    with pytest.raises(TypeError, match="shape is missing"):
        read_images(pets)


# Recipes.


def test_a_recipe_reads_files_as_they_are_given(pets, trained):
    one = trained.recipe.read(pets / "cats" / "2.png")
    assert one.names == (str(pets / "cats" / "2.png"),)
    np.testing.assert_array_equal(one.X, trained.X[:, 1:2])
    (pets / "cats" / "2.png").rename(pets / "without_ending")
    files = [str(pets / "dogs" / "b.png"), pets / "without_ending"]
    for listed in (files, tuple(files), iter(files)):
        pictures = trained.recipe.read(listed)
        assert pictures.names == tuple(map(str, files))
        assert pictures.Y.shape == (0, 2)
        np.testing.assert_array_equal(pictures.X, trained.X[:, [3, 1]])
    with pytest.raises(FileNotFoundError):
        trained.recipe.read(str(pets / "nothing"))
    with pytest.raises(ValueError, match=r"^pictures must list at least one file$"):
        trained.recipe.read([])


def test_a_recipe_takes_columns_that_are_ready(trained):
    recipe = trained.recipe
    for X in (trained.X, np.ascontiguousarray(trained.X), trained.X.tolist()):
        pictures = recipe.read(X)
        np.testing.assert_array_equal(pictures.X, trained.X)
        assert pictures.X.T.flags.c_contiguous
        assert pictures.names == ("1", "2", "3", "4")
        assert pictures.Y.shape == (0, 4)
    for wrong, error, message in [
        (trained.X.T, ValueError, "is X transposed"),
        ([[np.nan]] * 6, ValueError, "every value must be finite"),
        (None, TypeError, "X must be an array of real numbers"),
    ]:
        with pytest.raises(error, match=message):
            recipe.read(wrong)


def test_a_recipe_can_stand_in_a_file():
    recipe = PictureRecipe(np.array([2, 3]), "interleaved", invert=True, classes=["a", "ß"], brightness=np.float64(0.5))
    again = rebuild(json.loads(json.dumps(describe(recipe))), Described, {})
    assert again == recipe
    assert (again.shape, again.classes, again.n_x) == ((2, 3), ("a", "ß"), 6)
    assert (again.features, again.target) == ((), None)


def test_every_field_of_a_recipe_is_checked():
    for fields, error, message in [
        ({"shape": (8, 8, 4)}, ValueError, "shape must be .* got \\(8, 8, 4\\)"),
        ({"shape": (8, 0)}, ValueError, "width must be at least 1"),
        ({"shape": "8x8"}, ValueError, "shape must be"),
        ({"shape": "8" * 10**4}, ValueError, "shape must be .{,80}$"),
        ({"order": "plana"}, ValueError, "unknown order 'plana': did you mean 'planar'"),
        ({"invert": 1}, TypeError, "invert must be True or False, got 1"),
        ({"classes": "cats"}, TypeError, "classes must list names"),
        ({"classes": ("a", "b", "a")}, ValueError, "classes must differ, got 'a', 'b', 'a'"),
        ({"classes": ("²", "2", "ä", "a\u0308")}, ValueError, "classes must differ"),
        ({"brightness": "dark"}, TypeError, "brightness must be a number"),
        ({"brightness": float("nan")}, ValueError, "brightness must be a mean of values from 0 to 1, got nan"),
        ({"brightness": 1.5}, ValueError, "brightness must be a mean"),
    ]:
        with pytest.raises(error, match=message):
            PictureRecipe(**{"shape": (8, 8), **fields})


def test_classes_that_only_look_alike_differ():
    assert PictureRecipe((1, 1), classes=("2", "²")).classes == ("2", "²")


def test_many_classes_are_shortened():
    ten = ", ".join(f"'{letter}'" for letter in "abcdefghij")
    for n, classes in [(3, "'a', 'b', 'c'"), (10, ten), (12, f"{ten}, ... (12 in all)")]:
        recipe = PictureRecipe((1, 1), classes=tuple("abcdefghijkl"[:n]))
        pictures = Pictures(np.zeros((1, 1)), np.zeros((1, 1), int), ("1",), recipe)
        assert repr(pictures) == f"Pictures(n_x=1, m=1, classes {classes}, left out: 0)"


def test_long_names_are_shortened_in_sentences(tmp_path):
    """At 255 characters each, three of them would fill a screen."""
    for i in range(4):
        saved(tmp_path / f"{i}{'x' * 246}" / f"{'y' * 246}{i}.png", [[i, i]])
    pictures = read_images(tmp_path, (1, 2))
    assert len(repr(pictures)) < 300
    assert len(pictures.doubts[0]) < 300
    saved(tmp_path / f"{'z' * 246}.png", [[0, 0]])
    (tmp_path / "new").mkdir()
    for read in (lambda: read_images(tmp_path, (1, 2)), lambda: PictureRecipe((1, 2)).read(tmp_path)):
        with pytest.raises(FileError) as caught:
            read()
        assert len(str(caught.value)) - len(str(tmp_path)) < 450


def test_pictures_that_were_read_are_taken_as_they_are(tmp_path):
    train = read_images(inks(tmp_path / "train", 30, 220), (1, 4))
    assert train.recipe.read(train) is train
    other = replace(train, recipe=replace(train.recipe, order="interleaved"))
    np.testing.assert_array_equal(train.recipe.read(other).X, train.X)  # in grey both orders are one
    with pytest.raises(ValueError, match="the pictures have another shape or other classes: read them with like="):
        PictureRecipe((2, 2)).read(train)
    with pytest.raises(ValueError, match="another shape or other classes"):
        PictureRecipe((1, 4), classes=("a", "b")).read(train)


def test_pictures_that_were_read_otherwise_are_doubted(tmp_path):
    dark, light = inks(tmp_path / "dark", 30, 220), inks(tmp_path / "light", 225, 35)
    train = read_images(dark, (1, 4))
    [doubt] = train.recipe.read(read_images(dark, (1, 4), invert=True)).doubts
    assert doubt.startswith("these pictures are light (mean 0.70) where those of training were dark (mean 0.30): ")
    assert doubt.endswith("1 - X turns them, as read_images(..., invert=False, like=...) does")
    assert train.recipe.read(read_images(light, (1, 4), invert=True)).doubts == ()
    undecided = replace(train.recipe, brightness=None)
    expected = "these pictures were read with invert=True, those of training with invert=False: 1 - X turns them, as "
    for recipe in (undecided, replace(undecided, brightness=0.4)):
        [doubt] = recipe.read(read_images(dark, (1, 4), invert=True)).doubts
        assert doubt.startswith(expected)
        assert recipe.read(train).doubts == ()


def test_pictures_with_other_pixels_first_are_refused(pets):
    train, other = (read_images(pets, (1, 2, 3), order=order) for order in ("planar", "interleaved"))
    message = "the pictures have their pixels interleaved, those of training planar: read them with like="
    with pytest.raises(ValueError, match=message):
        train.recipe.read(other)


def test_doubts_of_reading_are_kept_beside_new_ones(tmp_path):
    for i in range(5):
        saved(tmp_path / f"{i}.png", np.full((2, 2), 30))
    pictures = read_images(tmp_path, (2, 2))
    doubts = PictureRecipe((2, 2), brightness=0.9).read(pictures).doubts
    assert doubts[0] == pictures.doubts[0]
    assert len(doubts) == 2


def test_an_image_is_told_to_be_a_column():
    image = np.full((2, 3), 0.5)
    recipe = PictureRecipe((2, 3))
    with pytest.raises(ValueError, match=r"an image is a column, image_to_vector\(image\): give that, or the path"):
        recipe.read(image)
    np.testing.assert_array_equal(recipe.read(nnlib.datasets.image_to_vector(image)).X, np.full((6, 1), 0.5))
    np.testing.assert_array_equal(PictureRecipe((3, 1)).read(np.ones((3, 1))).X, np.ones((3, 1)))

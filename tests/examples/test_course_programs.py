"""The course's programs run on clothing, and on files that are brought; what they bring is compared honestly."""

import dataclasses
import re
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib import cbook

EXAMPLE = Path(__file__).parents[2] / "examples" / "course_programs.py"


@pytest.fixture
def run(run_example):
    return run_example("course_programs")


def test_it_says_what_to_bring(run):
    for word in ("train_catvnoncat.h5", "test_catvnoncat.h5", "--data", "pip install h5py", "train_images", "week 4"):
        assert word in run.printed


def test_the_deeper_the_better_the_training_pictures_are_fitted(run):
    found = re.findall(r"cost (\S+) -> (\S+), training (\S+)%, test (\S+)%", run.printed)
    first, last, training, test = np.array(found, float).T
    assert first[0] == 0.693147
    assert last[0] > last[1] > last[2]
    assert training[0] < training[1] < training[2]
    one_answer = float(re.search(r"one answer for all would be right for (\d+)%", run.printed)[1])
    assert test.min() > one_answer
    assert not test[0] < test[1] < test[2]  # the test pictures do not follow


@pytest.mark.parametrize("name", ["course_programs_learning_curves.png", "course_programs_mislabelled.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)


def test_other_pictures_do_not_agree_with_the_published_numbers(tmp_path, monkeypatch, capsys):
    """Whatever the number of iterations: here it is small."""
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (6, 64, 64, 3), dtype=np.uint8), np.array([0, 1, 1, 0, 1, 0], np.uint8)
    path = tmp_path / "cats.npz"
    np.savez(path, train_images=images, train_labels=labels, test_images=images[:4], test_labels=1 - labels[:4])
    with cbook.get_sample_data("grace_hopper.jpg") as file:
        picture = file.name
    script = runpy.run_path(str(EXAMPLE))
    few = [dataclasses.replace(program, iterations=150) for program in script["PROGRAMS"]]
    monkeypatch.setitem(script["main"].__globals__, "PROGRAMS", few)
    monkeypatch.chdir(tmp_path)
    script["main"](["--data", str(path), "--picture", picture])
    printed = capsys.readouterr().out
    assert re.findall(r"cost 0 +(\S+) +(\S+) +(\w+)", printed)[0] == ("0.693147", "0.693147", "yes")  # from zeros
    assert len(re.findall(r"cost 50 +\S+ +\S+ +NO$", printed, flags=re.MULTILINE)) == 3
    answers = printed.partition("grace_hopper.jpg:")[2]
    assert len(re.findall(r"(?:cat|other), y_hat = [01]\.\d{3}$", answers, flags=re.MULTILINE)) == 3


def test_a_picture_needs_the_files():
    command = [sys.executable, EXAMPLE, "--picture", "cat.jpg"]
    finished = subprocess.run(command, check=False, capture_output=True, text=True)
    assert finished.returncode == 2
    assert "--picture needs --data" in finished.stderr

"""Predictions of a network with several outputs.

A2 holds probabilities. The prediction is 1 where A2 is above 0.5, else 0, and so 0 where it is 0.5 exactly. Each
output is decided by itself; numbers, 0 and 1, will do, and so will False and True. An example is right if all of its
n_y outputs agree with its labels. The accuracy is the fraction of examples that are right, a number from 0 to 1.
"""

import numpy as np

import nnlib

SHORTER = "A mean of False and True is a fraction: with one output, `np.mean((A2 > 0.5) == Y)` is the whole accuracy."


def predict(A2, Y):
    """Return the predictions, and the fraction of examples that are right.

    Comes in:  A2 (n_y, m), probabilities; Y (n_y, m), of 0 and 1
    Goes out:  predictions (n_y, m), of 0 and 1; accuracy, a number from 0 to 1
    """
    predictions = (A2 > 0.5) * 1.0
    # notes: ŷ = 1 if a[2] > 0.5, else 0
    # slip: (A2 >= 0.5) * 1.0
    #   is 1 where A2 is 0.5 exactly: there it is 0, A2 > 0.5
    # slip: (A2 < 0.5) * 1.0
    #   is 1 where A2 is below 0.5: 1 stands for a probability above it
    # slip: (A2 > 0) * 1.0
    #   is 1 for every probability: the threshold is 0.5
    # slip: np.ceil(A2)
    #   is 1 for every probability: the threshold is 0.5
    # slip: A2.astype(int)
    #   is cut off to whole numbers, which gives 0 for every probability: the threshold is 0.5
    # slip: (A2 > np.mean(A2)) * 1.0
    #   is compared with the mean of A2: the threshold is 0.5
    # slip: A2
    #   is the probabilities themselves: a prediction is 0 or 1
    # slip: np.argmax(A2, axis=0)
    #   is the number of the largest output: here each output is decided by itself, A2 > 0.5
    # slip: (A2 == np.max(A2, axis=0)) * 1.0
    #   is 1 for the largest output only: here each output is decided by itself, A2 > 0.5
    # slip: np.where(A2 > 0.5, A2, 0)
    #   is A2 itself where it is above 0.5: there it is 1
    # slip: np.where(A2 > 0.5, 1.0, -1.0)
    #   is -1 where A2 is not above 0.5: there it is 0
    # slip: 1.0 if A2 > 0.5 else 0.0
    #   asks one question of a whole array: A2 > 0.5 answers it for each element
    # slip: int(A2 > 0.5)
    #   uses int, which takes one number: (A2 > 0.5) * 1.0 converts each element
    # slip: [1.0 if a > 0.5 else 0.0 for a in A2]
    #   asks one question of a whole array: A2 > 0.5 answers it for each element
    all_agree = np.all(predictions == Y, axis=0)
    # notes: ŷ⁽ⁱ⁾ = y⁽ⁱ⁾ in all n_y outputs, for each example that is right
    # also: (predictions == Y).all(axis=0, keepdims=True)
    # slip: predictions == Y
    #   counts each output by itself: an example is right if all of its outputs are, np.all over axis=0
    # slip: np.all(predictions == Y, axis=1)
    #   asks each output whether all examples are right: each example is asked, axis=0
    # slip: np.any(predictions == Y, axis=0)
    #   is True where one output is right: all of an example's outputs have to be, np.all
    # slip: np.all(predictions == Y)
    #   is one answer for all examples: axis=0 asks each example
    # slip: predictions != Y
    #   counts what is wrong: right is where the predictions agree with Y
    # slip: np.any(predictions != Y, axis=0)
    #   counts what is wrong: right is where the predictions agree with Y
    accuracy = np.mean(all_agree)
    # notes: accuracy = number of right examples / m
    # slip: np.sum(all_agree)
    #   is how many examples are right: divided by m it is the fraction
    # slip: np.sum(all_agree) / Y.size
    #   is divided by n_y, too: the fraction is that of the m examples
    # slip: float((np.dot(Y, predictions.T) + np.dot(1 - Y, 1 - predictions.T)) / float(Y.size))
    #   is the course's formula, which gives a number for one output only: here, it is np.mean(all_agree)
    # slip: 100 * np.mean(all_agree)
    #   is in percent: a number from 0 to 1 was meant
    # slip: np.mean(~all_agree)
    #   counts what is wrong: right is where the predictions agree with Y
    # slip: np.mean(predictions == Y)
    #   counts each output by itself: an example is right if all of its outputs are, np.all over axis=0
    # slip: np.mean(np.abs(predictions - Y))
    #   counts what is wrong: right is where the predictions agree with Y
    # slip: np.mean(predictions)
    #   is the fraction of predictions that are 1: they are compared with Y
    # slip: np.mean(Y)
    #   is the fraction of labels that are 1: the predictions are compared with Y
    # slip: all_agree
    #   tells of each example whether it is right: its mean is the accuracy
    return predictions, accuracy
    # slip: accuracy, predictions
    #   has the accuracy first: the order is predictions, accuracy
    # slip: predictions
    #   lacks the accuracy
    # slip: accuracy
    #   lacks the predictions


def inputs(rng, n_y=2, m=3):
    """Draw probabilities, two of them 0.5, and labels of which some examples have one that differs."""
    A2 = rng.uniform(0.02, 0.98, (n_y, m))
    A2[0, 1], A2[1, 1] = rng.uniform(0.7, 0.9), rng.uniform(0.55, 0.6)
    A2[0, 0], A2[-1, -1] = 0.5, 0.5
    Y = (A2 > 0.5).astype(float)
    for i in range(rng.choice([k for k in range(1, m) if 2 * k != m] or [1])):
        j = rng.integers(1, n_y)
        Y[j, i] = 1 - Y[j, i]
    return {"A2": A2, "Y": Y}


def another_with_a_loop(A2, Y):
    """Decide one by one, and count the examples."""
    predictions, count = np.zeros(A2.shape), 0
    for i in range(A2.shape[1]):
        for k in range(A2.shape[0]):
            if A2[k, i] > 0.5:
                predictions[k, i] = 1
        if list(predictions[:, i]) == list(Y[:, i]):
            count += 1
    return predictions, count / Y.shape[1]


def another_with_booleans(A2, Y):
    """Predict False and True, and take the error rate from 1."""
    predictions = A2 > 0.5
    wrong = np.logical_xor(predictions, Y == 1).any(axis=0)
    return predictions, 1 - np.mean(wrong)


def another_as_the_course(A2, Y):
    """Round, and add up the differences in each column."""
    Y_prediction = np.round(A2)
    differences = np.sum(np.abs(Y_prediction - Y), axis=0)
    return Y_prediction, np.count_nonzero(differences == 0) / float(Y.shape[1])


def another_with_the_metric(A2, Y):
    """Let the library count."""
    predictions = np.where(A2 > 0.5, 1, 0)
    return predictions, nnlib.metrics.accuracy(Y, predictions)

"""An image as a column.

An image in colour is an array of shape (height, width, 3): for each pixel its red, its green and its blue value. The
notes list all red values, row by row, then all green ones, then all blue ones, below each other in one column x. Write
that column. image[:, :, 0] is red, image[:, :, 1] green and image[:, :, 2] blue.
"""

import numpy as np

SHORTER = (
    "image.transpose(2, 0, 1).reshape(-1, 1) is all. The course's programs write image.reshape(-1, 1), which lists "
    "the colours of a pixel together: training works with both, but trained weights fit one order only."
)


def image_to_vector(image):
    """Return the feature vector x of an image: all red values, then all green ones, then all blue ones.

    Comes in:  image (height, width, 3)
    Goes out:  x (n_x, 1), where n_x = 3 · height · width
    """
    planes = image.transpose(2, 0, 1)
    # notes: one matrix for red, one for green, one for blue: shape (3, height, width)
    # slip: image.reshape(3, image.shape[0], image.shape[1])
    #   lists red, green and blue of each pixel together: reshape keeps the order of the numbers, so the colours must
    #   come first, as image.transpose(2, 0, 1) puts them
    # slip: image.transpose(2, 1, 0)
    #   lists each colour column by column: height and width are exchanged, and row after row was meant
    # slip: image[:, :, ::-1].transpose(2, 0, 1)
    #   lists blue first: red is image[:, :, 0], and comes first
    x = planes.reshape(-1, 1)
    # notes: x = [all red, all green, all blue], one column
    # slip: image.reshape(-1, 1)
    #   lists red, green and blue of each pixel together: reshape keeps the order of the numbers, so the colours must
    #   come first, as image.transpose(2, 0, 1) puts them
    # slip: image.reshape(image.shape[0], -1).T
    #   takes the rows of the image for examples, a column for each: here is one image, and it becomes one column
    # slip: planes
    #   is an array of three matrices still, shape (3, height, width): reshape(-1, 1) makes one column of it
    # slip: planes.reshape(-1)
    #   has one axis, shape (n_x,), and is neither a row nor a column: reshape(-1, 1) makes a column
    # slip: planes.reshape(1, -1)
    #   is a row, shape (1, n_x): an example is a column, shape (n_x, 1)
    # slip: planes.reshape(3, -1)
    #   is a matrix with one row for each colour: x is one column
    # slip: planes.reshape(3, -1).T
    #   is a matrix with one column for each colour: x is one column, with the colours below each other
    # slip: image.transpose(2, 1, 0).reshape(-1, 1)
    #   lists each colour column by column: height and width are exchanged, and row after row was meant
    # slip: np.vstack([image[k].reshape(-1, 1) for k in range(3)])
    #   takes the first rows of the image for its colours: the colours are the last axis, red is image[:, :, 0]
    # slip: planes[0].reshape(-1, 1)
    #   has the red values only: green and blue come below them
    # slip: planes.reshape(-1, 1) / 255
    #   is divided by 255: to scale is a step of its own, and was not asked for
    return x


def inputs(rng, height=2, width=3):
    """Draw the colours of each pixel."""
    return {"image": rng.integers(0, 256, (height, width, 3))}


def another_with_channels(image):
    """Put the three channels together."""
    red, green, blue = image[:, :, 0], image[:, :, 1], image[:, :, 2]
    return np.concatenate([red.ravel(), green.ravel(), blue.ravel()]).reshape(-1, 1)


def another_with_loops(image):
    """Go through colours, rows and columns."""
    height, width, channels = image.shape
    x = np.zeros((height * width * channels, 1))
    k = 0
    for channel in range(channels):
        for row in range(height):
            for column in range(width):
                x[k, 0] = image[row, column, channel]
                k += 1
    return x


def another_with_moveaxis(image):
    """Move the last axis to the front."""
    return np.moveaxis(image, -1, 0).flatten()[:, np.newaxis]


def another_in_the_order_of_fortran(image):
    """Unroll with the last axis first."""
    return image.transpose(1, 0, 2).reshape((-1, 1), order="F")

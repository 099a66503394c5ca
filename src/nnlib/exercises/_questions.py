"""The questions below the documentation's prompts, with their answers and with known wrong ones."""

from nnlib.exercises._asking import Question

ROUNDED = 0.005
"""How far a number may be from the right one, as a share of it, where it is read from what was printed."""

QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (
        Question(
            "cost_of_the_dead_neuron", "learn/2_overview",
            "From w = 2 and b = -7, what is the cost J after 1,000 iterations?",
            1.0646,
            "Right. This is the mean of y^2 / 2, the cost of answering 0 at every price.",
            ROUNDED,
            {
                0.0097: "This is the cost of the curve behind the data, which the neuron does not find from here.",
                2.1291: "This is the mean of y^2: the loss has a factor 1/2.",
                1.0808: "This is the cost before the first update.",
            },
        ),
        Question(
            "hidden_nodes_for_demand", "learn/2_overview",
            "With which of 3, 10 and 100 hidden nodes is the median of the twenty test costs lowest?",
            10,
            "Right. With 3 nodes most starts mix the factors, and with 100 they learn the noise of their examples.",
            wrong={
                3: "Three nodes are enough for the formula, but from most starts they find mixtures of the factors.",
                100: "A hundred nodes have the lowest training cost. Their test cost rises again: they learn noise.",
            },
        ),
        Question(
            "without_standardize", "learn/2_overview",
            "Which of tumours, digits and clothes does worse without `standardize`?",
            "tumours",
            "Right. Their columns have units of their own, from thousandths to thousands; pixels have one scale.",
            wrong={
                "digits": "The script does not standardize pixels, which all lie between 0 and 1.",
                "clothes": "The script does not standardize pixels, which all lie between 0 and 1.",
            },
        ),
        Question(
            "gradients_with_tanh", "learn/2_overview",
            "What is the norm of dW[5] divided by that of dW[1] at the start, the mean of the three seeds?",
            0.641,
            "Right. The mean of tanh' is 0.6 to 0.9 in these layers, so they pass on nearly all of the gradient.",
            0.02,
            {
                103: "This is the ratio with sigmoid, whose derivative is at most 1/4.",
                0.575: "This is the ratio with ReLU.",
                1.57: "This is the norm of dW[1] divided by that of dW[5].",
            },
        ),
        Question(
            "dropout_variance", "learn/2_regularization",
            "What is the variance of a * D for a = 2 and keep_prob = 0.2?",
            16,
            "Right. The variance is a^2 (1 - keep_prob) / keep_prob, which is 4 * 0.8 / 0.2.",
            ROUNDED,
            {
                4: "This is the variance of D alone: a * D has a^2 times as much.",
                8: "A factor a multiplies the variance by a^2, not by a.",
                1: "This is the variance for keep_prob = 0.8.",
                0.64: "This is the variance of a mask without its 1/keep_prob.",
                20: "This is the mean of (a D)^2. The square of the mean, a^2, has to be taken away.",
            },
        ),
        Question(
            "noise_without_remedy", "learn/2_regularization",
            "At which of the noises 0.3, 0.2 and 0.1 does no remedy gain half a point any more?",
            0.1,
            "Right. With so little noise the network is right about 99 % of new points without any remedy.",
            wrong={
                0.2: "At 0.2 L2, dropout, both at once and early stopping still gain 1.4 to 3 points.",
                0.3: "This is the noise of the script, at which all remedies gain 3 points or more.",
            },
        ),
        Question(
            "parameters_of_a_convolutional_network", "learn/2_images",
            "How many parameters does the network of the exercise have?",
            6882,
            "Right. They are 6 (3 * 25) + 6, 16 (6 * 25) + 16, and 10 * 400 + 10.",
            wrong={
                6850: "The biases are missing: one for each kernel, and one for each node.",
                6582: "The kernels of the first layer see all three colours: each has 3 * 25 weights.",
                4882: "The kernels of the second convolution see all six channels: each has 6 * 25 weights.",
                18882: "The second max pooling halves both sides, too. The dense layer sees 16 * 5 * 5 numbers.",
            },
        ),
        Question(
            "convolution_on_200_images", "learn/2_images",
            "Does the convolution lead the dense network of as many parameters by more or by less?",
            "more",
            "Right. It leads by some 7 points in place of 3, but the starts differ by more than that.",
            wrong={
                "less": "Compare the rows dense and convolution, which have as many parameters, and not dense, larger.",
            },
        ),
        Question(
            "parameters_at_200_times", "learn/2_sequences",
            "With T = 200, how many parameters have the recurrent network and the dense one, in this order?",
            (253, 2413),
            "Right. W and b of the cell are the same at every time; a dense layer has a weight for each number of x.",
            wrong={
                (253, 253): "This is T = 20. With T = 200 the dense network sees 400 numbers.",
                (2413, 2413): "The recurrent network has one W and one b, however many times there are.",
                (239, 2413): "The cell's b is missing: one number for each of its 14 nodes.",
            },
        ),
        Question(
            "rule_at_80_times", "learn/2_sequences",
            'From how many of the five starts is the accuracy above 90 % then: "none", "some" or "all"?',
            "some",
            "Right. A gradient that is nearly 0 still has a direction, and more updates add it up.",
            wrong={
                "none": "None finds the rule from 1,000 sequences; from 8,000 it is another matter.",
                "all": "Some starts are still near 0.5 after 30 epochs.",
            },
        ),
        Question(
            "seed_of_the_programs", "learn/course_programs",
            "Which of the three programs has the same digits with every seed?",
            "logistic regression",
            "Right. It starts at zeros, so nothing in it is drawn.",
            wrong={
                "one hidden layer": "Its first weights are drawn, small as they are.",
                "12288-7-1": "Its first weights are drawn, small as they are.",
                "three hidden layers": "Its first weights are drawn.",
                "12288-20-7-5-1": "Its first weights are drawn.",
            },
        ),
        Question(
            "picture_of_120_by_90", "learn/3_logistic_regression",
            "What is n_x of a colour picture of 120 by 90 pixels, and how many parameters are there?",
            (32400, 32401),
            "Right. n_x = 3 * 90 * 120, and there is one weight for each number of x, and b.",
            wrong={
                (10800, 10801): "This is a grey picture: each pixel of a colour picture has three numbers.",
                (32400, 32400): "b is a parameter, too.",
                (32401, 32401): "n_x counts the numbers of x alone. b is a parameter, and no feature.",
            },
        ),
        Question(
            "one_or_seven", "learn/3_logistic_regression",
            "Which pixel speaks most for a 1? Give its row and its column, both counted from 0.",
            (2, 3),
            "Right. There a 1 has its stroke, or the flag at its left, and a 7 has the gap below its bar.",
            wrong={
                (1, 2): "This pixel, at the left end of the bar, speaks most for a 7.",
                (3, 4): "This is counted from 1. The first row and the first column are 0, as in NumPy.",
                (3, 2): "This is the column and then the row.",
                (7, 4): "This is the pixel that speaks second most for a 1.",
            },
        ),
        Question(
            "alpha_of_25", "learn/3_logistic_regression",
            "Between which two values does the cost jump? Give the lower first.",
            (0.3210, 0.3294),
            "Right. Each step goes from one side of the valley to the other, and the next step goes all the way back.",
            ROUNDED,
            {
                (0.2900, 0.2900): "This is the least cost. It is reached with an alpha below 2/lambda, which is 22.3.",
                (4.0790, 4.1159): "This is w. The cost is J(w, b).",
            },
        ),
        Question(
            "two_paths_to_b", "learn/3_logistic_regression",
            "What is db of J = (a + b)(b + c) at a = 5, b = 3 and c = 2?",
            13,
            "Right. One path brings b + c = 5, the other a + b = 8, and derivatives along paths add up.",
            wrong={
                5: "This is the path through a + b alone. The other one leads through b + c.",
                8: "This is the path through b + c alone. The other one leads through a + b.",
                40: "This is J, and the product of both paths. Along a path factors multiply, but paths add up.",
                6: "This is db of J = 3 (a + bc), the formula above.",
            },
        ),
        Question(
            "sure_and_wrong", "learn/3_logistic_regression",
            "For z = 5 and y = 0, what are (1), (2) and (3)?",
            (149.41, 0.006648, 0.99331),
            "Right. (1) is 1/(1 - a), (2) is a (1 - a), so 1 - a cancels, and a is left, which is never more than 1.",
            ROUNDED,
            {
                (-1.0067, 0.006648, -0.0066929): "This is y = 1. With y = 0, (1) is 1/(1 - a).",
                (149.41, 0.006648, 149.42): "(3) is the product of (1) and (2), not their sum.",
            },
        ),
        Question(
            "probabilities_after_long_training", "learn/3_logistic_regression",
            "After 10,000 iterations, what is P of all training labels?",
            0.4505,
            "Right. These digits can be separated, so P rises towards 1 as w grows, and never gets there.",
            0.01,
            {
                1: "P rises towards 1, but it is a product of numbers below 1.",
                0.190: "This is P of the test labels.",
                3.13e-6: "This is P after 300 iterations.",
                -0.797: "This is log P.",
            },
        ),
        Question(
            "step_that_gains_less", "learn/4_vectorization",
            'Which step gains less than with the digits: the one to "one loop" or the one to "no loop"?',
            "no loop",
            "Right. The loop has as many rounds as before, and each does twelve times as much in NumPy.",
            wrong={
                "one loop": "This step gains more: it takes away the loop over the features, which are now 784.",
                "two loops": "This is where the ladder begins. Its steps lead to one loop, and to no loop.",
            },
        ),
        Question(
            "shapes_that_fit", "learn/4_vectorization",
            "How many of the three shapes can be added to (3, 4), and how many to (4, 3)?",
            (1, 2),
            "Right. Only (3, 1) fits (3, 4). Both (3,) and (1, 3) fit (4, 3).",
            wrong={
                (2, 1): "(3,) is taken for a row, (1, 3), and not for a column.",
                (2, 2): "(3,) is taken for a row, (1, 3), so it does not fit (3, 4).",
                (1, 1): "(3,) fits (4, 3), too: it is taken for a row, (1, 3).",
                (3, 3): "Shapes are compared from the right, and 3 is neither 4 nor 1.",
            },
        ),
        Question(
            "column_minus_rank_1", "learn/4_vectorization",
            "Which shape has A - Y, where A is (5, 1) and Y is (5,)?",
            (5, 5),
            "Right. Y is taken for a row, so each of five numbers of A meets each of five of Y.",
            wrong={
                (5, 1): "Y is not taken for a column, but for a row, (1, 5).",
                5: "Y is taken for a row, (1, 5): NumPy adds axes at the left.",
                (1, 5): "This is the shape that Y is taken for.",
            },
        ),
        Question(
            "eight_petals", "learn/5_shallow_networks",
            "What is the least number of hidden units with which every start finds all eight petals?",
            6,
            "Right. Four lines would do, but no start finds them with 4 units, and one of five does with 5.",
            wrong={
                4: "Four lines divide eight petals, but with 4 units no start finds all of them.",
                5: "With 5 units one start of five finds all petals: look at the lowest accuracy.",
                8: "Eight are enough, but fewer are, too: one unit divides two pairs of petals.",
                3: "This is for six petals: three lines divide them.",
            },
        ),
        Question(
            "two_halves", "learn/5_shallow_networks",
            "How many different units are there in the end?",
            2,
            "Right. Units that start alike get the same gradients, so each half stays one unit.",
            wrong={
                32: "Within a half all units see the same inputs and get the same gradients, so they stay alike.",
                1: "The halves start apart, and each of them keeps a row of its own.",
                16: "This is how many units each half has.",
            },
        ),
        Question(
            "pixels_to_blame", "learn/5_shallow_networks",
            "Which rows of X, counted from 0, are to blame?",
            (0, 32, 39),
            "Right. These pixels are 0 in all digits, so the examples differ in 61 dimensions only.",
            wrong={
                (1, 33, 40): "This is counted from 1. The first row of X is X[0].",
                (0, 4, 4): "These are rows of the picture. The rows of X are counted from 0 to 63.",
            },
        ),
        Question(
            "dw1_by_hand", "learn/5_shallow_networks",
            "What is dW[1][0, 0]?",
            0.3298,
            "Right. Row 0 of dZ[1] times row 0 of X gives (-0.1845 * 0.5 + 0.3492 * 1 + 0.3663 * 2) / 3.",
            ROUNDED,
            {
                0.9894: "1/m is missing, and m is 3.",
                0.3143: "This is made of dA[1]. dW[1] takes dZ[1], which has the factor g[1]'(Z[1]).",
                -0.1819: "This is dW[1][0, 1]: it takes row 1 of X.",
                0.0743: "This is dW[1][1, 0]: it takes row 1 of dZ[1].",
            },
        ),
        Question(
            "zeros_of_dz1", "learn/5_shallow_networks",
            'With hidden="relu", how many of the six numbers of dZ[1] are 0?',
            3,
            "Right. They stand where Z[1] is negative: there ReLU' is 0.",
            wrong={
                1: "The second node is off for two of the examples, too.",
                2: "The first node is off for the second example, too.",
                0: "Look for -0.: minus 0 is 0.",
            },
        ),
        Question(
            "lines_of_logistic_regression", "learn/5_shallow_networks",
            "How many lines of forward propagation, back propagation and update are left of the sixteen?",
            8,
            "Right. They are Z[1], A[1] and J; dZ[1], dW[1] and db[1]; and the updates of W[1] and b[1].",
            wrong={
                7: "J is a line, too.",
                6: "The update has two lines: W[1] and b[1].",
                12: "What is given, X, Y, W[1] and b[1], is not computed.",
            },
        ),
        Question(
            "turned_over", "learn/6_deep_networks",
            "Is W[2].T refused then?",
            "no",
            "Right. W[2] is (3, 3), and so is its transpose: only the values are wrong.",
            wrong={"yes": "W[2] leads from 3 nodes to 3, so it is square, and its transpose has the same shape."},
        ),
        Question(
            "nudged_wave", "learn/6_deep_networks",
            "How many pieces has the wave with b[1][0, 0] += 0.01?",
            9,
            "Right. The first tent rises above 1, and where the next falls below 0 a ReLU cuts it off: a flat piece.",
            wrong={
                8: "This is the wave as it was: 2^3 pieces.",
                16: "A nudge adds no layer: 2^4 pieces need four.",
                7: "This is the number of kinks as the wave was, which is one less than that of pieces.",
            },
        ),
        Question(
            "eight_nodes_wide", "learn/6_deep_networks",
            "Which of spirals, digits and clothes loses most from no hidden layer to six?",
            "clothes",
            "Right. It loses some 17 points, the digits some 8, and the spirals gain.",
            wrong={
                "digits": "The digits lose some 8 points. Another task loses more.",
                "spirals": "The spirals gain from depth: no line divides them.",
            },
        ),
        Question(
            "tanh_of_a1", "learn/equations",
            'Which of the differences change? Give their names, such as "dW[2]".',
            ("dW[1]", "db[1]"),
            "Right. g[1]' stands in dZ[1] alone, and only dW[1] and db[1] are computed from it.",
            wrong={
                "dW[1]": "db[1] is a sum of dZ[1], too.",
                ("dW[1]", "db[1]", "dW[2]", "db[2]"): "dW[2] and db[2] need no g[1]'.",
                ("dW[2]", "db[2]"): "These two come before: back propagation goes from layer 2 to layer 1.",
            },
        ),
        Question(
            "square_transposed", "learn/equations",
            "With two hidden nodes, does NumPy refuse W1.T?",
            "no",
            "Right. W1 is (2, 2), so W1.T has the shape that is wanted, and the numbers are wrong without a word.",
            wrong={"yes": "With four nodes it does. With two nodes W1 is (2, 2), and so is W1.T."},
        ),
        Question(
            "one_over_m_left_out", "learn/equations",
            "The difference is how many times the gradient?",
            399,
            "Right. Without 1/m the array is m times the gradient, and m - 1 times remain; m is 400.",
            0.001,
            {
                400: "The wrong array is 400 times the gradient. The difference is that less the gradient itself.",
                1 / 400: "This is 1/m, the factor that is missing.",
            },
        ),
        Question(
            "undecided_at_zero", "how_to/checking",
            "Which of W[1], b[1], W[2] and b[2] is undecided?",
            "b[1]",
            "Right. Every Z[1] is 0, on the kink of ReLU. A nudge of b[1] crosses it.",
            wrong={
                "W[1]": "With X = 0, Z[1] does not depend on W[1], so its derivative is 0, and the check sees that.",
                "W[2]": "A[1] is 0, so the derivative of W[2] is 0, and the check sees that.",
                "b[2]": "The output is a sigmoid, which has no kink.",
            },
        ),
        Question(
            "mistakes_in_the_steps", "how_to/first_wrong_line",
            "Which two lines did you mend?",
            ("A1", "dZ1"),
            "Right. Z2 and dZ2 only passed on the mistake in A1.",
            wrong={
                ("A1", "Z2"): 'Z2 "follows": it does what the notes say, with an A1 that is wrong.',
                ("A1", "dZ2"): 'dZ2 "follows": it does what the notes say, with arrays that are wrong already.',
                ("Z1", "A1"): "Z1 is right.",
            },
        ),
        Question(
            "one_over_m_in_dz2", "how_to/first_wrong_line",
            "Which line does the comparison call wrong first?",
            "dZ2",
            "Right. The check of functions sees dW and db alone, which come out right.",
            wrong={
                "dW2": "dW2 is right: 1/m came in with dZ2.",
                "dZ1": 'dZ1 "follows": it passes on the 1/m of dZ2.',
            },
        ),
        Question(
            "pooling_mended", "how_to/first_wrong_line",
            "How many of the nine lines does the comparison call right then?",
            9,
            "Right. dZ1 and dW1 followed dA1, so mending dA1 mends all three.",
            wrong={
                6: "These are the lines that were right before.",
                7: "dZ1 and dW1 have to be computed anew, from the dA1 that is mended.",
            },
        ),
        Question(
            "half_in_average", "how_to/write_your_own/layer",
            "What share of dP[j] does each of the two features get?",
            0.5,
            "Right. The way back has the factor of the way forward.",
            wrong={
                1: "Then each derivative is twice too large: a feature moves the mean by half of what it moves itself.",
                2: "The factor of the way forward is 1/2, and on the way back it is the same.",
                0.25: "1/2 stands once on the way back, as on the way forward.",
            },
        ),
        Question(
            "derivative_of_log_cosh", "how_to/write_your_own/loss",
            "Which function of a - y is the derivative of log cosh(a - y)?",
            "tanh",
            "Right. It is sinh over cosh.",
            wrong={
                "sinh": "This is the derivative of cosh. That of log cosh has 1/cosh as well, by the chain rule.",
                "coth": "The derivative is sinh / cosh, and not cosh / sinh.",
            },
        ),
        Question(
            "triangle_at_0", "how_to/write_your_own/learning_rate",
            "What is Triangle(1.0, 8) at t = 0?",
            0.25,
            "Right. Half of the 8 updates are 4 steps up to 1, and the first update is one step above 0.",
            wrong={
                0: "With alpha = 0 the first update would do nothing.",
                0.125: "The peak is reached after half of the updates, in 4 steps and not in 8.",
                1: "This is the peak.",
            },
        ),
        Question(
            "elementwise_clipping", "how_to/write_your_own/update_rule",
            "May `ClippedDescent` be elementwise?",
            "no",
            "Right. The length of the gradient depends on all of it.",
            wrong={"yes": "An elementwise rule may be given a part of the gradient, which has another length."},
        ),
    )
}  # fmt: skip
"""All questions by name, in the order of their pages."""

from nnlib.files import FileError


def test_a_file_error_is_a_value_error():
    """So that whoever catches what is wrong with a value catches what is wrong with a file's."""
    assert issubclass(FileError, ValueError)

import pytest

from taizhang.write import sizes
from taizhang.write.sheets import Field


def make(name="task", title="任务", narrow=False):
    return Field(name, title, True, narrow, lambda _: None)


@pytest.mark.parametrize(("text", "expected"), [("", 0), ("abc", 3), ("水务", 4), ("PM2.5浓度", 9), ("😀", 2)])
def test_units(text, expected):
    assert sizes.units(text) == expected


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [("", 11, 1), ("水" * 5, 11, 1), ("水" * 6, 11, 2), ("a" * 10, 11, 1), ("水\n务\n", 11, 3), ("水" * 11, 11, 3)],
)
def test_lines(text, width, expected):
    assert sizes.lines(text, width) == expected


def test_a_column_is_as_wide_as_its_longest_cell_needs():
    field = make("scope", "范围")
    assert sizes.widths([field], [["水务局"], ["水务"]]) == [8]
    assert sizes.widths([field], [["水" * 100]]) == [24]
    assert sizes.widths([field], [[None]]) == [sizes.EMPTY]


def test_a_column_is_widened_where_a_row_would_be_too_high():
    (width,) = sizes.widths([make()], [["水" * 600]])
    assert width > 27
    assert sizes.height([make()], ["水" * 600], [width]) < sizes.TALLEST


def test_a_row_is_as_high_as_its_fullest_cell():
    fields = [make("no"), make("task"), make("task", narrow=True)]
    assert sizes.height(fields, ["1", "水" * 30, "x" * 900], [9, 21, 9]) == 3 * sizes.LINE + sizes.PADDING
    assert sizes.height(fields, [None, 3.5, None], [9, 21, 9]) == sizes.LINE + sizes.PADDING
    assert sizes.height(fields, [None, "水" * 9000, None], [9, 21, 9]) == sizes.TALLEST

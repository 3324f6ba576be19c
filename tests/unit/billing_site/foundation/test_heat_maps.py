"""Heat maps as geometry."""

from decimal import Decimal

from billing_site.foundation.heat_maps import heat_map


def test_shades_from_the_least_value_to_the_largest():
    picture = heat_map(
        [[Decimal(0), Decimal(4), Decimal(9)], [Decimal(1), None, Decimal("8.9")]],
        row_labels=["Mon", "Tue"],
        column_labels=["0", "8", "16"],
        unit="kWh",
    )
    assert [cell.css_class for cell in picture.cells] == ["h0", "h4", "h8", "h1", "missing", "h8"]
    assert (picture.cells[4].x, picture.cells[4].y, picture.cells[4].width) == ("33.333%", "18", "33.333%")
    assert picture.cells[2].title == "Mon 16: 9 kWh"
    assert (picture.height, picture.label_y, picture.axis_width) == (56, 51, 28)
    assert [(label.text, label.place) for label in picture.row_labels] == [("Mon", "13"), ("Tue", "31")]
    assert picture.rows[1].values == (Decimal(1), None, Decimal("8.9"))


def test_values_that_are_all_alike_have_one_shade():
    alike = heat_map([[5, 5]], row_labels=["a"], column_labels=["x", "y"])
    assert {cell.css_class for cell in alike.cells} == {"h4"}
    nothing = heat_map([[0, 0]], row_labels=["a"], column_labels=["x", "y"])
    assert {cell.css_class for cell in nothing.cells} == {"h0"}


def test_draws_given_classes_and_leaves_out_what_has_none():
    picture = heat_map(
        [[1, 1, None]],
        row_labels=["Feb"],
        column_labels=["28", "29", "30"],
        classes=[["actual", "est", None]],
        titles=[["28 Feb", "29 Feb", ""]],
        urls=[["/28", "", ""]],
    )
    assert [(cell.css_class, cell.title, cell.url) for cell in picture.cells] == [
        ("actual", "28 Feb", "/28"),
        ("est", "29 Feb", ""),
    ]
    assert picture.is_linked


def test_the_outline_of_what_is_chosen_is_drawn_above_all_cells():
    picture = heat_map(
        [[1, 1]], row_labels=["Feb"], column_labels=["1", "2"], classes=[["actual chosen", "actual"]]
    )
    assert picture.outlined == (picture.cells[0],)


def test_a_map_without_rows_is_empty():
    picture = heat_map([], row_labels=[], column_labels=["x"])
    assert (picture.cells, picture.rows, picture.height) == ((), (), 20)
    assert not picture.is_linked

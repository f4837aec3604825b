"""The list of printers."""

import pytest

from hal.printer.model import MODELS, UnknownModelError, printer_model


@pytest.mark.parametrize("name", sorted(MODELS))
def test_each_model_fits_its_columns(name: str) -> None:
    """The columns fill the head, at no less than the eleven dots a readable character takes."""
    model = printer_model(name)

    assert model.name == name
    assert model.columns in {32, 42, 48}
    assert 12 <= model.dots // model.columns <= 13
    assert model.dots % 8 == 0 or model.has_native_qr


@pytest.mark.parametrize(
    ("name", "columns"),
    [("generic-58mm", 42), ("epson-tm-t88v", 56), ("epson-tm-t20ii-42", 60), ("epson-tm-m30", 64)],
)
def test_small_columns_are_those_of_the_makers(name: str, columns: int) -> None:
    """Font B is nine dots wide on all of them."""
    assert printer_model(name).small_columns == columns


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    """The message helps whoever wrote the configuration."""
    with pytest.raises(UnknownModelError, match=r"'epson'.*epson-tm-t20ii.*generic-58mm"):
        printer_model("epson")

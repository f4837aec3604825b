"""docs/cli.md says what `kassa --help` says, for every command."""

from tests.docs.render_help import PAGE, commands, markers, rendered


def test_every_command_has_its_help_in_the_page() -> None:
    """No command is missing from the page, none stands there twice."""
    expected = [path for path, _ in commands()]

    assert sorted(expected) == sorted(markers(PAGE.read_text(encoding="utf-8")))


def test_the_help_is_fresh() -> None:
    """`python -m tests.docs.render_help` would change nothing."""
    page = PAGE.read_text(encoding="utf-8")

    assert rendered(page) == page

"""archive.portal.history: an auditor's filters over every change of the stall (seed T062-T070)."""

from tests.archive.portal.ground import Ground


def test_changes_are_found_by_their_filters(ground: Ground) -> None:
    """What, which action, which word, from when to when, by whom."""
    path = f"{ground.path}/history"

    assert "Maroni; heiß" in ground.page(f"{path}?thing=Artikel")
    assert "Maroni" not in ground.page(f"{path}?thing=Bediener")
    assert "Jörg" in ground.page(f"{path}?text=j%C3%B6rg&action=Anlage")
    for query in ("action=L%C3%B6schung", "clerk=2", "from=2026-10-25", "text=gibtesnicht"):
        assert "Keine Änderung" in ground.page(f"{path}?{query}")


def test_an_english_reader_finds_the_same(ground: Ground) -> None:
    """Things and actions have their words in each language."""
    ground.client.cookies.set("portal_language", "en")
    html = ground.page(f"{ground.path}/history?thing=Artikel")

    assert "Article" in html
    assert "Added" in html

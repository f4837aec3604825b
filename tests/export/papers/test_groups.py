"""The list of groups and rates."""

from firmware.export.papers.groups import group_list, groups_today
from tests.export.papers.sample import EVENTFUL, PLAIN, words_in


def test_groups_with_rate_and_day() -> None:
    """§ 10 UStG: which rate since when; an open price is called one."""
    assert (
        ("1", "Obst", "4,9 %", "2,50 €", "28.10.2026"),
        ("8", "Kunsthandwerk", "20 %", "offen", "–"),
    ) == groups_today(PLAIN).rows


def test_history() -> None:
    """§ 131 Abs 1 Z 6 lit b BAO: what it was, what it is, from when, by whom."""
    told = words_in(group_list(EVENTFUL))
    assert "01.11.2026 | 1 | Steuersatz | 10 % | 4,9 % | 29.10.2026 | Tasten, Bediener 1" in told
    assert "noch nicht gestartet" in words_in(group_list(PLAIN))

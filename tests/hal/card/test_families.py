"""The table of card generations."""

import pytest

from hal.card.families import ACOS, ACOS_ID, CARDOS_5_3, FAMILIES, CardFamily, recognise

#: Answers to reset seen on real cards, and who shows them.
SEEN = [
    ("3BDF18008131FE588031905241016405C903AC73B7B1D444", CARDOS_5_3),
    ("3BDF18008131FE588031B05202046405C903AC73B7B1D422", CARDOS_5_3),
    ("3BDF96FF910131FE4680319052410264050200AC73D622C017", ACOS_ID),
    ("3BDF18FF910131FE4680319052410264050200AC73D622C099", ACOS_ID),
    ("3BDF97008131FE4680319052410364050201AC73D622C0F8", ACOS_ID),
    ("3BDF97008131FE468031905241026405C903AC73D622C030", ACOS_ID),
    ("3BDF96FF918131FE468031905241026405C903AC73D622C05F", ACOS_ID),
    ("3BDF18FF918131FE468031905241026405C903AC73D622C0D1", ACOS_ID),
    ("3BDF97008131FE4680319052410464050401AC73D622C0F9", ACOS_ID),
    ("3BBF11008131FE45455041000000000000000000000000F1", ACOS),
    ("3BBF13008131FE4545504100", ACOS),
    ("3BBF11008131FE454D434100", ACOS),
]


@pytest.mark.parametrize(("atr", "family"), SEEN)
def test_seen_cards_are_recognised(atr: str, family: CardFamily) -> None:
    """Each answer to reset in the field finds its row."""
    assert family is recognise(bytes.fromhex(atr))


@pytest.mark.parametrize("atr", ["", "3B", "3BDF18008131FE5880", "3B6500002063CB6800"])
def test_other_cards_are_not(atr: str) -> None:
    """A bank card, a torn or an empty answer is none of ours."""
    assert recognise(bytes.fromhex(atr)) is None


def test_no_prefix_belongs_to_two_generations() -> None:
    """No prefix begins another family's prefix, so the order of rows does not matter."""
    for family in FAMILIES:
        others = [other for other in FAMILIES if other is not family]
        prefixes = [prefix for other in others for prefix in other.atr_prefixes]
        assert not any(prefix.startswith(family.atr_prefixes) for prefix in prefixes)


def test_names_differ() -> None:
    """The name in `CardIdentity` tells the generations apart."""
    assert len(FAMILIES) == len({family.name for family in FAMILIES})

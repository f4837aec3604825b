"""Key and PIN sealed by a chip: systemd-creds and a TPM 2.0, both as they are."""

from pathlib import Path

import pytest

from firmware.app import credentials
from firmware.image.seal import Outcome, RealChip, SealError, seal_secrets
from tests.security.emulated_tpm import EmulatedTpm, require_tpm

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("tpm")]

PIN = b"482139"
NAMES = ("aes-key", "card-pin")


@pytest.fixture
def chip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EmulatedTpm:
    """The chip of this board."""
    require_tpm()
    return EmulatedTpm(tmp_path / "this", monkeypatch)


def test_a_stolen_card_opens_nothing(
    chip: EmulatedTpm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealed, read over starts of the board; with another board's chip, or without, it is lost."""
    secrets, memory = tmp_path / "secrets", tmp_path / "memory"
    key = credentials.create_aes_key(secrets)
    credentials.create_card_pin(secrets, PIN)
    for _ in range(2):
        assert Outcome(kept=NAMES) == seal_secrets(secrets, memory, chip)
        assert (key, PIN) == (
            credentials.read_aes_key(secrets),
            credentials.read_card_pin(secrets),
        )
        for one in memory.iterdir():
            one.unlink()
    text = b"".join(one.read_bytes() for one in (secrets / "sealed").iterdir())
    assert key not in text
    thief = EmulatedTpm(tmp_path / "thief", monkeypatch)
    assert Outcome(lost=NAMES) == seal_secrets(secrets, memory, thief)
    monkeypatch.setenv("SYSTEMD_TPM2_DEVICE", "swtpm:host=127.0.0.1,port=1")
    assert Outcome(lost=NAMES) == seal_secrets(secrets, memory, RealChip())
    assert [] == list(memory.iterdir())


def test_what_is_sealed_is_all_of_it(chip: EmulatedTpm) -> None:
    """Under another name, or with a sign changed, it opens nothing."""
    sealed = chip.seal("standlkassa.aes-key", b"k" * 44)
    assert b"k" * 44 == chip.unseal("standlkassa.aes-key", sealed)
    with pytest.raises(SealError, match="decrypt"):
        chip.unseal("standlkassa.card-pin", sealed)
    for place in (10, len(sealed) // 2, len(sealed) - 8):
        other = b"A" if sealed[place : place + 1] != b"A" else b"B"
        with pytest.raises(SealError, match="decrypt"):
            chip.unseal("standlkassa.aes-key", sealed[:place] + other + sealed[place + 1 :])

"""Paying: cash, card, voucher, and the card terminal."""

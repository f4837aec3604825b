"""Single lines of the board: status LED, power-fail input, key switch; and the chip behind all."""

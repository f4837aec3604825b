"""The scale on a cable: port, MT-SICS codec and driver, and an emulated scale. OFF by default."""

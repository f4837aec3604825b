"""The programs of root on a till: its slots, the settings from the boot partition, its updates."""

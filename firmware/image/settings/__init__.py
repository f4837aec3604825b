"""From the file on the boot partition to the settings of the till."""

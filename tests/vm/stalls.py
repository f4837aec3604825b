"""Settings of the stalls that the virtual machine sells for, and the script that begins each life.

What differs from a till on a Raspberry Pi is where the wires are: the numbers of bus and pins, as
this machine has them. The number pad is found by the name that the image gives it.
"""

from typing import Final

from machine.probe import LABEL

WIRES: Final = f"""
[display]
port = 0

[keypad]
kind = "evdev"

[gpio]
chip = "{LABEL}"
buzzer = 5
status_led = 6
power_fail = 4
"""
#: Pins on the board of `machine.pins`, all on one chip.
MATRIX_WIRES: Final = """
[display]
port = 0

[keypad]
kind = "matrix"
rows = [2, 3, 4, 5, 6]
columns = [7, 8, 9, 10, 11, 12]

[gpio]
chip = "viperboard gpio b"
buzzer = 13
status_led = 14
power_fail = 15
"""
STALL: Final = """
[company]
name = "MARKTSTAND HUBER"
uid = "ATU12345678"
lines = ["Hauptplatz 3, 8010 Graz"]

[register]
id = "VM-01"

[printer]
model = "epson-tm-t20ii"

[[group]]
number = 1
name = "Obst"
vat = "4,9"
price = "2,50"

[[group]]
number = 4
name = "Lebkuchenherz"
vat = "10"
price = "3,00"
one_key_sale = true
"""
SETTINGS: Final = STALL + WIRES
#: As docs/commissioning.md has it.
COMMISSION: Final = """
@till new
BAR
expect display "KASSEN-ID ?"
BAR
expect display "UHR"
BAR
expect display "PIN DER KARTE"
123456 BAR
expect display "ATU12345678"
BAR
expect display "INBETRIEBNAHME ?"
BAR
expect display "IN BETRIEB"
expect receipt "NEUE KASSE"
"""
#: What a till shows that was started and waits for keys.
READY: Final = "Bereit"

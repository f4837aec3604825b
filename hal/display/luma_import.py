"""luma.oled, imported without the fonts of panels that know letters only.

Ours are drawn dot by dot. What unpacks those fonts is nearly a MiB of each till.
"""

from hal.stand_in import module, standing_in

with standing_in(module("cbor2")):
    from luma.core.device import device as luma_device
    from luma.core.error import DeviceNotFoundError
    from luma.core.error import Error as LumaError
    from luma.core.interface.serial import i2c
    from luma.oled.device import sh1106, ssd1306, ssd1309

__all__ = (
    "DeviceNotFoundError",
    "LumaError",
    "i2c",
    "luma_device",
    "sh1106",
    "ssd1306",
    "ssd1309",
)

"""The 128 x 64 panel: screens, their pixels, the driver on luma.oled, and an emulated panel."""

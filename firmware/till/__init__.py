"""The counter, pure: key presses in, screen, journal rows and receipts to issue out.

`machine.step(till, event)` returns the next `Till` and the effects to carry out;
`screen.screen(till)` is what the cashier sees.
No module of this room reads a clock, a disk or a device.
"""

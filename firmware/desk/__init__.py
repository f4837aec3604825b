"""The browser desk: the till's keypad, display, paper and switches on a web page.

Only in a checkout: the wheel of the device leaves this room out.
"""

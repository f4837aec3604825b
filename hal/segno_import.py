"""segno, imported without what it would write SVG files with.

It takes two functions of XML for that, and with them the standard library brings HTTP, mail and
TLS: four MiB of each till, which draws its codes as pictures.
"""

from hal.stand_in import module, standing_in

with standing_in(module("xml.sax.saxutils", escape=str, quoteattr=repr)):
    import segno

__all__ = ("segno",)

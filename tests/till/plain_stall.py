"""A small stall for tests of master data: six groups, two clerks, no article, no device."""

from dataclasses import replace

from firmware.till.stall.catalog import Clerk, Group, Limits, Profile, Role

STALL = Profile(
    register_id="GRAZ-01",
    header=("MARKTSTAND HUBER", "Hauptplatz 3, 8010 Graz", "ATU12345678"),
    footer=("Danke! www.markt-huber.at",),
    groups={
        group.number: group
        for group in (
            Group(number=1, name="Obst", vat_per_mille=49, price_cents=250),
            Group(number=2, name="Gemüse", vat_per_mille=100, price_cents=290),
            Group(number=3, name="Korb", vat_per_mille=200),
            Group(
                number=4,
                name="Lebkuchenherz",
                vat_per_mille=100,
                price_cents=300,
                is_single_item_sale=True,
            ),
            Group(number=5, name="Kerze", vat_per_mille=200, lalo_cents=50),
            Group(number=10, name="Honig", vat_per_mille=100),
        )
    },
    clerks={
        1: Clerk(number=1, name="Chef", role=Role.CHIEF, has_pin=True),
        2: Clerk(number=2, name="Anna"),
    },
    limits=Limits(),
)
#: The same stall, run by one person.
ALONE = replace(STALL, clerks={})

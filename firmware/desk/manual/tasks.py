"""Rows of the manual as exercises: what a trainee is asked to bring about, never how.

A row is solved by its outcome on display and in the journal (verdict.py), whatever was typed.
"""

from collections.abc import Mapping
from typing import Final

TASKS: Final[Mapping[str, str]] = {
    # Buchen
    "R1": "Buche Obst um 2,50 Euro, den Betrag getippt. Der Bon bleibt offen.",
    "R1a": "Verkaufe Obst um 2,50 Euro. Der Kunde zahlt bar, genau.",
    "R3a": "Ein Apfel um 2,50, dann noch einer vom selben: Buche beide und kassiere bar, genau.",
    "R4a": "Verkaufe 3 Stück Obst zu 2,50 in einer Position. Bar, genau bezahlt.",
    "R5": "Buche 3 Stück Obst zum gespeicherten Preis. Der Bon bleibt offen.",
    "R6": "Buche ein Stück Obst zum gespeicherten Preis, ohne den Betrag zu tippen.",
    "R7": "Verkaufe ein Lebkuchenherz mit einem einzigen Tastendruck.",
    "R8": "Verkaufe drei Lebkuchenherzen auf einmal, mit der Schnelltaste.",
    "R9": "Buche ein Stück Obst und dazu ein Lebkuchenherz. Der Bon bleibt offen.",
    "R10": "Buche Honig um 2,50: Er liegt auf der zweiten Ebene von WG 2.",
    "R11": "Buche den Artikel Nummer 12 zu seinem Preis. Der Bon bleibt offen.",
    "R12": "Buche drei Stück von Artikel 12.",
    "R16a": "Verkaufe 1,345 kg Gemüse zum gespeicherten Kilopreis. Bar, genau.",
    "R17": "Buche 1,345 kg Gemüse, heute um 4,90 das Kilo.",
    "R27a": "Buche Obst um 250 Euro. Die Kasse fragt nach: Es stimmt.",
    # Korrigieren
    "S1": "Buche ein Stück Obst. Tippe dann 999 und lösche die Zahl wieder.",
    "S2": "Buche ein Stück Obst und nimm es gleich wieder heraus.",
    "S2a": "Ein Stück Obst und ein Korb um 5 Euro. Den Korb will er doch nicht. Kassiere bar.",
    "S4": "Buche 4 Stück Obst in einer Position, dann nimm 2 davon zurück.",
    "S5": "Buche Obst, einen Korb um 5 Euro, eine Kerze um 1 Euro. Storniere nur die zweite Zeile.",
    "S7": "Buche Obst und einen Korb um 5 Euro. Der Kunde geht: Brich den ganzen Bon ab.",
    "S9": "Ein Korb um 19,80, der Kunde gibt 10 Euro und nimmt sie wieder. Der Bon bleibt offen.",
    # Zahlen
    "B1": "Buche Obst und einen Korb um 5 Euro und sieh dir die Zwischensumme an.",
    "B3": "Ein Korb um 19,80, der Kunde gibt 20 Euro. Was bekommt er zurück?",
    "B5": "Ein Korb um 19,80. Der Kunde gibt einmal 10 Euro bar. Was bleibt offen?",
    "B6": "Ein Korb um 19,80: 10 Euro bar, den Rest mit Karte. Das Terminal sagt Ja.",
    "B7a": "Ein Korb um 19,80 mit Karte. Das Terminal sagt Ja.",
    "B12": "Ein Korb um 19,80, bar genau. Da kommt doch ein Zwanziger: Rechne das Rückgeld nach.",
    "B13": "Ein Korb um 19,80 auf 20 Euro. Zeig das Rückgeld noch einmal an.",
    "B19": "Ein Korb um 19,80 auf 20 Euro. Der Kunde will eine Kopie des Belegs.",
    "B21": "Öffne die Lade, ohne etwas zu verkaufen.",
    # Storno und Rückgabe
    "T4": "Als Chef (PIN 1111): Ein Korb um 19,80, bar. Der Kunde bringt alles zurück (es war eine "
    "Fehleingabe): Storniere den letzten Bon und zahl ihn aus.",
    "T6a": "Als Chef (PIN 1111): Drei Körbe zu 2 Euro und eine Kerze um 1 Euro, bar. Zwei der drei "
    "Körbe sind kaputt: Nimm sie zurück.",
    "B15": "Ein Korb um 19,80, bar. Der Kunde hat doch mit Karte gezahlt: Stell es richtig.",
    # Funktionen
    "F02": "Leg 50 Euro Wechselgeld ein.",
    "F10": "Als Chef (PIN 1111): Ein Korb um 19,80, bar. Druck den X-Bericht der Kasse.",
    # Tagesabschluss
    "Z1": "Ein Korb um 19,80, bar. Dann beginne den Tagesabschluss, ohne zu zählen.",
    "Z3": "Ein Korb um 74 Euro, bar. Beginne den Z und zähle 37 Zweieuromünzen wie am Rechner.",
    "Z6b": "Ein Korb um 19,80, bar. Beim Z sind 93 Zwanziger-Münzen da: Buch die Differenz als "
    "Wechselfehler und schließ ab.",
    # Bediener und Training
    "C1": "Niemand ist angemeldet. Melde Anna an (Nummer 2).",
    "C4": "Melde dich ab.",
    "C8": "Schalte das Training ein (Chef-PIN 1111) und verkaufe ein Stück Obst bar.",
    "C10": "Schalte das Training ein (Chef-PIN 1111) und gleich wieder aus.",
    # Prüfwerte
    "V3": "Obst um 4,50, Gemüse um 3,00 und ein Korb um 3,99. Bar, genau.",
    "V7": "4 Stück Obst zu 2,50, zwei gehen zurück. Bar, genau.",
    "V9": "Die Finanzpolizei ist da: Druck einen Nullbeleg.",
}

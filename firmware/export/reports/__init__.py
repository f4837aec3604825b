"""What an export tells people: history and figures, to print (PDF) and to read in (XML)."""

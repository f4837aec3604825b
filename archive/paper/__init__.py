"""A receipt as the till printed it: from the book to HTML, picture and PDF."""

"""The facts that a till's paper work is written from: book, settings and program as they are."""

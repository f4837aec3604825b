"""The paper work of a till: documents as values, written from facts, set on A4."""

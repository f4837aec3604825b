"""The book: journal, receipts, identity; append-only, hash-chained, proof against a pulled plug."""

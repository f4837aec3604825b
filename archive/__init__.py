"""The archive: takes what tills send, verifies, keeps, proves it, and shows it to its owner."""

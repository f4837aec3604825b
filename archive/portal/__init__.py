"""What owners, accountants and auditors see in the browser."""

"""What a till sends, judged: pure functions from lines and a head to findings and the next head."""

"""What tills and other machines speak to: the routes of /v1, health, metrics, OpenAPI."""

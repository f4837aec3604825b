"""How the till is, and how it is set: status, tests, brightness, its end."""

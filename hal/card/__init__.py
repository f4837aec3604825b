"""The signature card: port, driver, deadline, PC/SC reader; emulators beside them."""

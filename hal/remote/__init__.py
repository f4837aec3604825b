"""Signature units that are services on the net."""

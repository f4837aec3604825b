"""What a till and an archive agree on: keys that are typed, links, messages, the form of a batch.

docs/archive/protocol.md says the same for people who write another till or another archive.
"""

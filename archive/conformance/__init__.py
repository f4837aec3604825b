"""A kit for other makers: their till against this archive, this till against theirs."""

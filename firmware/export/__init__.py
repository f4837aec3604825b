"""Files that leave the till, and the examination of such files.

What is written here is whole or not there; what is read here may come from anywhere.
"""

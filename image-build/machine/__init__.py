"""A till as a virtual machine: the image unchanged, and around it wires that tests hold."""

"""The log of heads: one Merkle log over the heads of all tills, witnessed and stamped."""

"""Money without a sale, the figures of a period, X and Z."""

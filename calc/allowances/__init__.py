"""The net carbon cost of a plant under an emissions trading system."""

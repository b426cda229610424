"""China's environmental protection tax: pollutants discharged, solid waste, noise."""

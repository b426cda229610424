"""Carbon footprint of batteries: from the bill of materials to a declaration, provisional, by a named rule set."""

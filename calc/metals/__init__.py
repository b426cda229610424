"""Recycled against primary metal: footprints, what a lot saves, what its journey eats and what that is worth."""

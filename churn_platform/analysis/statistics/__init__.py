"""Statistics of tables of any size: counts and moments of parts, put together."""

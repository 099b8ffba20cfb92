"""The platform without anybody who looks after it: kills at every point, and a long soak."""

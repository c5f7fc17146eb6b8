"""Files a user has, each read into one ActivityLog: one module a source."""

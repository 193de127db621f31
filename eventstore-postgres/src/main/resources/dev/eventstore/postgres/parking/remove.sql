select outcome, next_number, next_attempts from ${schema}.remove_parked(?, ?, ?, ?, ?)

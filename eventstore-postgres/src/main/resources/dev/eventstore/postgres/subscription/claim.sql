select token, checkpoint, holder, generation, numbers, keys from ${schema}.claim_with_parked(?, ?, ?, ?, ?, ?, ?, ?)

select token, checkpoint, holder, generation from ${schema}.claim_subscription(?, ?, ?, ?, ?, ?, ?, ?)

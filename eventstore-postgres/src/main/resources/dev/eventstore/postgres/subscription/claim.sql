select token, checkpoint, holder from ${schema}.claim_subscription(?, ?, ?, ?, ?, ?, ?, ?)

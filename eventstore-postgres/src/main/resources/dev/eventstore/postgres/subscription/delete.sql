delete from ${schema}.subscriptions where stream = ? and name = ?

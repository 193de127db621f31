select exists (select from ${schema}.subscriptions s where s.stream = ? and s.name = ? and s.token = ?)

select k.number, k.position, k.key, k.error, k.attempts, k.parked_at
  from ${schema}.subscriptions s join ${schema}.parked k using (subscription_id)
 where s.stream = ? and s.name = ?
 order by k.number

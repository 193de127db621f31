update ${schema}.subscriptions set owner_name = null, owner_incarnation = null
 where stream = ? and name = ? and token = ?

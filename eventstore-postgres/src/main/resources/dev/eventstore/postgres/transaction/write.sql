-- The handler's own transaction, or nothing. From here to the commit the row is locked, so that may not take long.
update ${schema}.subscriptions s set checkpoint = ?
 where s.stream = ? and s.name = ? and s.token = ? and s.checkpoint = ?
   and current_setting('eventstore.handler', true) = ?::bigint::text
returning set_config('idle_in_transaction_session_timeout', '2000', true)

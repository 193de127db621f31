set local enable_seqscan to default;
set local enable_bitmapscan to default;
set local plan_cache_mode to default;
set local jit to default;
select s.checkpoint, set_config('eventstore.handler', s.token::text, true),
       case when i.idle = interval '0' or i.idle > n.millis * interval '1 millisecond'
            then set_config('idle_in_transaction_session_timeout', n.millis::text, true) end
  from ${schema}.subscriptions s,
       (select current_setting('idle_in_transaction_session_timeout')::interval) i(idle), (select ?::bigint) n(millis)
 where s.stream = ? and s.name = ? and s.token = ?

select count(*) = 5 and bool_and(has_table_privilege(c.oid, 'select'))
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = ? and has_schema_privilege(n.oid, 'usage')
   and c.relname in ('streams', 'events', 'stream_events', 'snapshots', 'subscriptions')

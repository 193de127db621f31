select c.relname, a.attname, format_type(a.atttypid, null)
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where n.nspname = ? and c.relkind in ('r', 'p')

select t.stream_id, t.name from ${schema}.streams t where t.stream_id = any (?)

select t.deleted_at is not null, t.created_at, coalesce((select max(e.version) from ${schema}.events e where e.stream_id = t.stream_id), 0)
  from ${schema}.streams t where t.name = ?

select t.deleted_at is not null, t.created_at,
       case when t.link_floor is null
            then coalesce((select max(e.version) from ${schema}.events e where e.stream_id = t.stream_id), 0)
            else ${schema}.last_number(t.stream_id) end
  from ${schema}.streams t where t.name = ?

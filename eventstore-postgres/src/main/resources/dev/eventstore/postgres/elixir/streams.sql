select s.stream_id::bigint, s.stream_uuid::text as name, ${s.created_at} as created_at, ${s.deleted_at} as deleted_at,
       case when h.linked or s.stream_version > coalesce(h.last, 0) then s.stream_version::bigint end as link_floor
  from ${source}.streams s
  left join (
    select x.stream_id, bool_or(x.stream_id <> x.original_stream_id) as linked, max(x.stream_version) as last
      from ${source}.stream_events x where x.stream_id <> 0 group by x.stream_id) h on h.stream_id = s.stream_id
 where s.stream_id <> 0

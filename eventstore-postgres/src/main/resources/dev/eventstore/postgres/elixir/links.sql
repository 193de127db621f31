select row_number() over (order by l.stream_id, l.stream_version) as link_id,
       l.stream_id::bigint, l.stream_version::bigint as number, a.stream_version::bigint as position
  from ${source}.stream_events l
  join ${source}.stream_events a on a.event_id = l.event_id and a.stream_id = 0
 where l.stream_id <> 0 and l.stream_id <> l.original_stream_id
 order by 1

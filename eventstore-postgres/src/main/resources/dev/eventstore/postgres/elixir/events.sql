select a.stream_version::bigint as position, a.original_stream_id::bigint as stream_id, a.original_stream_version::bigint as version,
       e.event_id, e.causation_id, e.correlation_id, ${e.created_at} as created_at, e.event_type::text as type,
       ${e.data} as data, ${e.metadata} as metadata
  from ${source}.stream_events a join ${source}.events e on e.event_id = a.event_id
 where a.stream_id = 0 and a.stream_version > ${after} and a.stream_version <= ${to}
 order by a.stream_version

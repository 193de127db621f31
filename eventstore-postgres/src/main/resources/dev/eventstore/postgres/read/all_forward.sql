select e.position, e.stream_id, e.version, e.event_id, e.type, e.data, e.metadata, e.causation_id, e.correlation_id, e.created_at
  from ${schema}.events e where e.position >= ? order by e.position limit ?

select e.position, e.stream_id, e.version, e.event_id, e.type, e.data, e.metadata, e.causation_id, e.correlation_id, e.created_at,
       t.deleted_at is not null
  from ${schema}.streams t
  left join lateral (
    select * from ${schema}.events x
     where x.stream_id = t.stream_id and x.version >= ? order by x.version limit ?) e on true
 where t.name = ? order by e.version

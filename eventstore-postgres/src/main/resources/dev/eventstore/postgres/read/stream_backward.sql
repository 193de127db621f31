select e.position, e.stream_id, e.version, e.event_id, e.type, e.data, e.metadata, e.causation_id, e.correlation_id, e.created_at,
       t.deleted_at is not null, e.number, e.linked
  from ${schema}.streams t
  left join lateral (
    (select x.*, x.version as number, false as linked from ${schema}.events x
      where x.stream_id = t.stream_id and x.version <= ? order by x.version desc limit ?)
    union all
    (select x.*, l.number, true from ${schema}.links l join ${schema}.events x on x.position = l.position
      where t.link_floor is not null and l.stream_id = t.stream_id and l.number <= ? order by l.number desc limit ?)) e on true
 where t.name = ? order by e.number desc limit ?

select e.position, e.stream_id, e.version, e.event_id, e.type, e.data, e.metadata, e.causation_id, e.correlation_id, e.created_at,
       w.first, w.last, t.deleted_at is not null, e.number, e.linked
  from (select ?::bigint as start, ?::bigint as most, ?::text[] as types, ?::text as prefix) p
 cross join ${schema}.streams t
 cross join lateral (
    select least(
             (select x.version from ${schema}.events x
               where x.stream_id = t.stream_id and x.version >= p.start order by x.version limit 1),
             (select l.number from ${schema}.links l
               where t.link_floor is not null and l.stream_id = t.stream_id and l.number >= p.start order by l.number limit 1)) as first,
           greatest(
             (select x.version from ${schema}.events x where x.stream_id = t.stream_id order by x.version desc limit 1),
             (select l.number from ${schema}.links l
               where t.link_floor is not null and l.stream_id = t.stream_id order by l.number desc limit 1)) as last) w
  left join lateral (
    (select x.*, x.version as number, false as linked from ${schema}.events x
      where x.stream_id = t.stream_id and x.version >= w.first and x.version < w.first + p.most
        and (cardinality(p.types) = 0 or x.type = any(p.types)) and starts_with(t.name, p.prefix)
      order by x.version limit ?)
    union all
    (select x.*, l.number, true from ${schema}.links l join ${schema}.events x on x.position = l.position
      where t.link_floor is not null and l.stream_id = t.stream_id and l.number >= w.first and l.number < w.first + p.most
        and (cardinality(p.types) = 0 or x.type = any(p.types))
        and (p.prefix = '' or (select starts_with(s.name, p.prefix) from ${schema}.streams s where s.stream_id = x.stream_id))
      order by l.number limit ?)) e on true
 where t.name = ? order by e.number limit ?

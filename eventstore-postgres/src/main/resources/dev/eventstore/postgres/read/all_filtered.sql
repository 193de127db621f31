select e.position, e.stream_id, e.version, e.event_id, e.type, e.data, e.metadata, e.causation_id, e.correlation_id, e.created_at,
       w.first, w.last
  from (select ?::bigint as start, ?::bigint as most, ?::text[] as types, ?::text as prefix) p
 cross join lateral (
    select (select x.position from ${schema}.events x where x.position >= p.start order by x.position limit 1) as first,
           (select x.position from ${schema}.events x order by x.position desc limit 1) as last) w
  left join lateral (
    select x.* from ${schema}.events x
     where x.position >= w.first and x.position < w.first + p.most
       and (cardinality(p.types) = 0 or x.type = any(p.types))
       and (p.prefix = '' or (select starts_with(s.name, p.prefix) from ${schema}.streams s where s.stream_id = x.stream_id))
     order by x.position limit ?) e on true
 order by e.position

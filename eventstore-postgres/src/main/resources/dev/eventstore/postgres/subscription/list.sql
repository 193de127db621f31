select s.stream, s.name, s.checkpoint,
       coalesce(case when s.stream = '$all'
         then (select max(e.position) from ${schema}.events e)
         else (select greatest((select max(e.version) from ${schema}.events e where e.stream_id = t.stream_id),
                               (select max(l.number) from ${schema}.links l where l.stream_id = t.stream_id))
                 from ${schema}.streams t where t.name = s.stream)
       end, 0),
       s.owner_name, n.expires_at, s.created_at
  from ${schema}.subscriptions s
  left join ${schema}.nodes n on n.incarnation = s.owner_incarnation
 order by s.stream, s.name

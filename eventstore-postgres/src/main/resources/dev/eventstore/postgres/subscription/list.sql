select s.stream, s.name, s.checkpoint,
       coalesce(case when s.stream = '$all'
         then (select greatest(h.floor, (select max(e.position) from ${schema}.events e)) from ${schema}.head h where h.id = 1)
         else (select ${schema}.last_number(t.stream_id) from ${schema}.streams t where t.name = s.stream)
       end, 0),
       s.owner_name, n.expires_at, s.created_at
  from ${schema}.subscriptions s
  left join ${schema}.nodes n on n.incarnation = s.owner_incarnation
 order by s.stream, s.name

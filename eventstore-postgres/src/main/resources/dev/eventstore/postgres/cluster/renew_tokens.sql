update ${schema}.subscriptions s
   set token = nextval('${schema}.lease_tokens'), generation = nextval('${schema}.lease_tokens'), owner_name = null, owner_incarnation = null,
       checkpoint = least(s.checkpoint, coalesce(case when s.stream = '$all'
         then (select greatest(h.floor, (select max(e.position) from ${schema}.events e)) from ${schema}.head h where h.id = 1)
         else (select ${schema}.last_number(t.stream_id) from ${schema}.streams t where t.name = s.stream)
       end, 0))

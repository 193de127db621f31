select greatest(h.floor, (select max(e.position) from ${schema}.events e)), coalesce((select max(l.link_id) from ${schema}.links l), 0)
  from ${schema}.head h where h.id = 1

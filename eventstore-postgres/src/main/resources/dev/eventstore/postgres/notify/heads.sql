select greatest(h.floor, (select max(e.position) from ${schema}.events e)),
       greatest(0, (select max(l.link_id) from ${schema}.links l), (select max(d.link_id) from ${schema}.deletions d))
  from ${schema}.head h where h.id = 1

select h.xmin::text, (select e.event_id from ${schema}.events e order by e.event_id desc limit 1)
  from ${schema}.head h
 where (select e.event_id from ${schema}.events e where e.position = ?) = ?

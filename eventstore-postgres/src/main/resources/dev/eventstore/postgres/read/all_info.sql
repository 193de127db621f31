select false, h.created_at, greatest(h.floor, (select max(e.position) from ${schema}.events e)) from ${schema}.head h where h.id = 1

case l.stream_id
    when 0 then (select greatest(h.floor, (select max(e.position) from ${schema}.events e)) from ${schema}.head h where h.id = 1)
    else coalesce((select max(e.version) from ${schema}.events e where e.stream_id = l.stream_id), 0) end

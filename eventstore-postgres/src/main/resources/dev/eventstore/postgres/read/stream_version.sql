case
    when l.stream_id = 0 then (select greatest(h.floor, (select max(e.position) from ${schema}.events e)) from ${schema}.head h where h.id = 1)
    when l.link_floor is null then coalesce((select max(e.version) from ${schema}.events e where e.stream_id = l.stream_id), 0)
    else ${schema}.last_number(l.stream_id) end

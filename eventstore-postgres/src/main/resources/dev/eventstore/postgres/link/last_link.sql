select coalesce(max(l.link_id), 0) from ${schema}.links l

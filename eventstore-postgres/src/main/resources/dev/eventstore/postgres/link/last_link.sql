select greatest(0, (select max(l.link_id) from ${schema}.links l), (select max(d.link_id) from ${schema}.deletions d))

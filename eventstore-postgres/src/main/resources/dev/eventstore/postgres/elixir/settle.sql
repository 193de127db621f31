update ${schema}.head set floor = greatest(floor, ${last}) where id = 1;
select setval('${schema}.stream_ids', coalesce(max(t.stream_id), 1), max(t.stream_id) is not null) from ${schema}.streams t;
select setval('${schema}.link_ids', coalesce(max(l.link_id), 1)) from ${schema}.links l;
select setval('${schema}.lease_tokens', coalesce(max(s.token), 1), max(s.token) is not null) from ${schema}.subscriptions s;

select (select count(*) from ${source}.events),
       (select count(*) from ${source}.stream_events x where x.stream_id = 0),
       (select count(*) from ${source}.streams s where s.stream_id <> 0),
       (select count(*) from ${source}.streams s where s.stream_id <> 0 and ${s.deleted_at} is not null),
       (select count(*) from ${source}.stream_events x where x.stream_id <> 0 and x.stream_id <> x.original_stream_id),
       (select count(*) from ${source}.snapshots),
       (select count(*) from ${source}.subscriptions),
       (select s.stream_version from ${source}.streams s where s.stream_id = 0)

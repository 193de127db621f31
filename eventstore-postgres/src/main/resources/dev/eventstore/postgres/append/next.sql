-- The offset keeps the conditions behind the lock: without it they are looked at before it is waited for.
insert into ${schema}.events (created_at, event_id, type, data, metadata, causation_id, correlation_id, position, stream_id, version)
select ?, ?, ?, ${data}, ${data}, ?, ?, ?, ?, ?
  from (select epoch, xmin::text as written_by from ${schema}.head for update offset 0) h
 where coalesce(?, h.epoch) = h.epoch and h.written_by = ?
   and pg_sequence_last_value('${schema}.link_ids') = ? and nextval('${schema}.append_numbers') = ?
${conflict}

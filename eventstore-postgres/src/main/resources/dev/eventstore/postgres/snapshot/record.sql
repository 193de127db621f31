insert into ${schema}.snapshots as s (source_id, source_version, type, created_at, data, metadata)
values (?, ?, ?, ?, ?, ?)
on conflict (source_id) do update
   set source_version = excluded.source_version, type = excluded.type, created_at = excluded.created_at,
       data = excluded.data, metadata = excluded.metadata
 where s.source_version <= excluded.source_version

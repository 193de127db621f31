-- The newest snapshot of each source. They are no events: they are replaced and deleted.
create table ${schema}.snapshots (
  source_id      text collate "C" not null primary key,
  source_version bigint           not null,
  type           text collate "C" not null,
  created_at     timestamptz      not null,
  data           bytea            not null,
  metadata       bytea
);

-- What is known of every stream, $all among them. Whoever changes what a stream's version is replaces this view.
create view ${schema}.stream_list (stream_id, name, created_at, deleted_at, version) as
  select t.stream_id, t.name, t.created_at, t.deleted_at,
         coalesce((select max(e.version) from ${schema}.events e where e.stream_id = t.stream_id), 0)
    from ${schema}.streams t
  union all
  select 0, '$all'::text collate "C", h.created_at, null::timestamptz,
         greatest(h.floor, (select max(e.position) from ${schema}.events e))
    from ${schema}.head h where h.id = 1;

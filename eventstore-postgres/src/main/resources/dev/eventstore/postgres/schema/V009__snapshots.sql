-- The newest snapshot of each source. They are no events: they are replaced and deleted.
create table ${schema}.snapshots (
  source_id      text collate "C" not null primary key,
  source_version bigint           not null,
  type           text collate "C" not null,
  created_at     timestamptz      not null,
  data           bytea            not null,
  metadata       bytea
);

create schema if not exists ${schema};
create table if not exists ${schema}.schema_migrations (
  version    int         not null primary key,
  name       text        not null,
  checksum   text        not null,
  applied_at timestamptz not null
);

-- The tables of the Elixir EventStore as its public documentation and behaviour describe them, with what a test needs of its
-- guards. ${payload} is the column type; ${time} that of the times; ${deleted} what only newer versions have.
create schema ${schema};
create table ${schema}.streams (
  stream_id      bigserial primary key,
  stream_uuid    text not null,
  stream_version bigint not null default 0,
  created_at     ${time} not null default now()
  ${deleted}
);
create unique index ix_streams_stream_uuid on ${schema}.streams (stream_uuid);
insert into ${schema}.streams (stream_id, stream_uuid, stream_version) values (0, '$all', 0);

create table ${schema}.events (
  event_id       uuid primary key,
  event_type     text not null,
  causation_id   uuid,
  correlation_id uuid,
  data           ${payload} not null,
  metadata       ${payload},
  created_at     ${time} not null default now()
);

create table ${schema}.stream_events (
  event_id                uuid not null references ${schema}.events (event_id),
  stream_id               bigint not null references ${schema}.streams (stream_id),
  stream_version          bigint not null,
  original_stream_id      bigint references ${schema}.streams (stream_id),
  original_stream_version bigint,
  primary key (event_id, stream_id)
);
create unique index ix_stream_events on ${schema}.stream_events (stream_id, stream_version);

create table ${schema}.subscriptions (
  subscription_id   bigserial primary key,
  stream_uuid       text not null,
  subscription_name text not null,
  last_seen         bigint,
  created_at        ${time} not null default now()
);
create unique index ix_subscriptions on ${schema}.subscriptions (stream_uuid, subscription_name);

create table ${schema}.snapshots (
  source_uuid    text primary key,
  source_version bigint not null,
  source_type    text not null,
  data           ${payload} not null,
  metadata       ${payload},
  created_at     ${time} not null default now()
);

create table ${schema}.schema_migrations (
  major_version int not null, minor_version int not null, patch_version int not null, migrated_at ${time} not null default now(),
  primary key (major_version, minor_version, patch_version)
);
insert into ${schema}.schema_migrations (major_version, minor_version, patch_version) values ${versions};

create function ${schema}.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'events cannot be changed';
end $$;
create trigger no_update_events before update on ${schema}.events for each statement execute function ${schema}.refuse();

-- What one call of the model does in one statement or transaction.
create function ${schema}.append(p_stream text, p_id uuid, p_type text, p_data ${payload}, p_metadata ${payload},
  p_causation uuid, p_correlation uuid) returns void language plpgsql as $$
declare
  v_stream bigint;
  v_version bigint;
  v_all bigint;
begin
  insert into ${schema}.streams (stream_uuid, stream_version) values (p_stream, 1)
  on conflict (stream_uuid) do update set stream_version = streams.stream_version + 1
  returning stream_id, stream_version into v_stream, v_version;
  update ${schema}.streams set stream_version = stream_version + 1 where stream_id = 0 returning stream_version into v_all;
  insert into ${schema}.events (event_id, event_type, causation_id, correlation_id, data, metadata, created_at)
  values (p_id, p_type, p_causation, p_correlation, p_data, p_metadata, timestamp '2024-02-29 10:00:00.000001' + v_all * interval '1 second');
  insert into ${schema}.stream_events values
    (p_id, v_stream, v_version, v_stream, v_version), (p_id, 0, v_all, v_stream, v_version);
end $$;

create function ${schema}.link(p_stream text, p_id uuid) returns void language plpgsql as $$
declare
  v_stream bigint;
  v_version bigint;
begin
  insert into ${schema}.streams (stream_uuid, stream_version) values (p_stream, 1)
  on conflict (stream_uuid) do update set stream_version = streams.stream_version + 1
  returning stream_id, stream_version into v_stream, v_version;
  insert into ${schema}.stream_events
  select p_id, v_stream, v_version, x.original_stream_id, x.original_stream_version
    from ${schema}.stream_events x where x.event_id = p_id and x.stream_id = 0;
end $$;

create function ${schema}.hard_delete(p_stream text) returns void language plpgsql as $$
declare
  v_stream bigint := (select stream_id from ${schema}.streams where stream_uuid = p_stream);
  v_ids uuid[] := array(select event_id from ${schema}.stream_events where stream_id = 0 and original_stream_id = v_stream);
begin
  delete from ${schema}.stream_events where event_id = any (v_ids) or stream_id = v_stream;
  delete from ${schema}.events where event_id = any (v_ids);
  delete from ${schema}.streams where stream_id = v_stream;
end $$;

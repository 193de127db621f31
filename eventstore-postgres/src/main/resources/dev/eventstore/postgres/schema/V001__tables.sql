-- One row. Every append locks it and none updates it: an updated row collects dead versions while any snapshot is open.
create table ${schema}.head (
  id         smallint    not null primary key check (id = 1),
  epoch      bigint      not null,
  floor      bigint      not null,
  created_at timestamptz not null
);
insert into ${schema}.head (id, epoch, floor, created_at) values (1, 0, 0, clock_timestamp());

-- A stream's version is not stored: it is the last entry of events_stream_version. Ids are never used twice.
create sequence ${schema}.stream_ids;
create table ${schema}.streams (
  stream_id  bigint           not null primary key,
  name       text collate "C" not null constraint streams_name unique,
  created_at timestamptz      not null,
  deleted_at timestamptz
);

-- No foreign key to streams: the functions that write events are its only writers, and a check would cost a look-up a row.
create table ${schema}.events (
  position       bigint           not null constraint events_position primary key,
  stream_id      bigint           not null,
  version        bigint           not null,
  event_id       uuid             not null,
  causation_id   uuid,
  correlation_id uuid,
  created_at     timestamptz      not null,
  type           text collate "C" not null,
  data           bytea            not null,
  metadata       bytea,
  constraint events_stream_version unique (stream_id, version),
  constraint events_event_id unique (event_id)
);

-- Tokens come from one sequence, so a subscription that was deleted and created again never sees an old one.
create sequence ${schema}.lease_tokens;
create table ${schema}.subscriptions (
  subscription_id   bigint           not null generated always as identity primary key,
  stream            text collate "C" not null,
  name              text collate "C" not null,
  started_after     bigint           not null,
  checkpoint        bigint           not null,
  token             bigint           not null,
  epoch             bigint,
  owner_name        text,
  owner_incarnation uuid,
  created_at        timestamptz      not null,
  constraint subscriptions_stream_name unique (stream, name)
);

-- One row for each run of a program; its leases are anybody's once it has expired by this server's clock.
create table ${schema}.nodes (
  incarnation uuid        not null primary key,
  name        text        not null,
  expires_at  timestamptz not null
);

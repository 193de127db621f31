-- Whoever adds events takes a number, under the lock of the head row and before the events are written. A program that finds the
-- number after its own knows by that alone that no event has come since, so a lone append needs no function and looks nothing up:
-- append/next.sql. Numbers have gaps and mean nothing else.
create sequence ${schema}.append_numbers;

-- Whoever may append so far still may, without being granted anything anew.
do $do$
declare
  v_role record;
begin
  for v_role in
    select case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as name
      from pg_class c cross join aclexplode(c.relacl) a
     where c.oid = '${schema}.link_ids'::regclass and a.privilege_type = 'USAGE'
  loop
    execute 'grant usage on sequence ${schema}.append_numbers to ' || v_role.name;
  end loop;
end $do$;

-- As before, but it takes a number, since some who call it add events.
create or replace function ${schema}.lock_head(out epoch bigint, out last_position bigint)
language plpgsql volatile as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'feature_not_supported',
      message = 'events can be written at isolation level READ COMMITTED only',
      hint = 'An older snapshot would not see what was appended while the head row was waited for.';
  end if;
  select h.epoch, h.floor into strict epoch, last_position from ${schema}.head h where h.id = 1 for update;
  perform nextval('${schema}.append_numbers');
  last_position := greatest(last_position, (select max(e.position) from ${schema}.events e where e.position > last_position));
end $$;

-- As before; the number is told, too.
create or replace function ${schema}.append_one(
  p_epoch bigint, p_stream text, p_expected bigint, p_hint bigint, p_created timestamptz,
  p_id uuid, p_type text, p_data bytea, p_metadata bytea, p_causation uuid, p_correlation uuid,
  p_stream_id bigint default null, p_last bigint default null, p_last_id uuid default null, p_link bigint default null)
returns bigint[]
language plpgsql volatile as $$
declare
  v_epoch   bigint;
  v_last    bigint;
  v_stream  bigint;
  v_floor   bigint;
  v_refused boolean;
  v_version bigint;
  v_held    boolean;
  v_number  bigint;
begin
  select h.epoch, h.floor into strict v_epoch, v_last from ${schema}.head h for update;
  v_number := nextval('${schema}.append_numbers');
  if p_stream_id > 0 then
    insert into ${schema}.events (position, stream_id, version, event_id, causation_id, correlation_id, created_at, type, data, metadata)
    select p_last + 1, p_stream_id, p_hint + 1, p_id, p_causation, p_correlation, p_created, p_type, p_data, p_metadata
     where current_setting('transaction_isolation') = 'read committed'
       and (p_epoch = v_epoch or p_epoch is null) and p_expected in (p_hint, -1, -3)
       and pg_sequence_last_value('${schema}.link_ids') = p_link and v_last < p_last
       and (select case when e.position = p_last then e.event_id end from ${schema}.events e
             where e.position >= p_last order by e.position desc limit 1) = p_last_id
       and not exists (select from ${schema}.events e where e.event_id = p_id);
    if found then
      return array[p_hint + 1, p_last + 1, p_stream_id, p_link, 1, v_number];
    end if;
  end if;
  if current_setting('transaction_isolation') <> 'read committed' then
    perform ${schema}.lock_head();
  end if;
  select t.stream_id, t.link_floor,
         t.deleted_at is not null or exists (select from ${schema}.events e where e.event_id = p_id),
         (select e.version from ${schema}.events e
           where e.stream_id = t.stream_id and e.version >= p_hint order by e.version desc limit 1),
         greatest(v_last, l.position) + 1,
         l.position = p_last and l.event_id = p_last_id and pg_sequence_last_value('${schema}.link_ids') = p_link
    into v_stream, v_floor, v_refused, v_version, v_last, v_held
    from (select) as one
    left join ${schema}.streams t on t.name = p_stream
    left join lateral (select e.position, e.event_id from ${schema}.events e
                        where e.position > v_last order by e.position desc limit 1) l on true;
  if v_floor is not null then
    v_version := ${schema}.last_number(v_stream);
  end if;
  if v_refused or p_epoch <> v_epoch or v_version is null and v_stream is not null then
    return null;
  end if;
  if (p_expected = -1 or p_expected = coalesce(v_version, 0)
      or p_expected = -2 and v_version is null or p_expected = -3 and v_version > 0) is not true then
    return null;
  end if;
  if v_stream is null then
    v_stream := nextval('${schema}.stream_ids');
    v_version := 0;
    insert into ${schema}.streams (stream_id, name, created_at) values (v_stream, p_stream, p_created);
  end if;
  v_version := v_version + 1;
  insert into ${schema}.events (position, stream_id, version, event_id, causation_id, correlation_id, created_at, type, data, metadata)
  values (v_last, v_stream, v_version, p_id, p_causation, p_correlation, p_created, p_type, p_data, p_metadata);
  return array[v_version, v_last, v_stream, pg_sequence_last_value('${schema}.link_ids'), case when v_held then 1 else 0 end, v_number];
end $$;

drop function ${schema}.append_batch(
  bigint, text[], bigint[], bigint[], bigint[], timestamptz[], int[], int[], timestamptz[],
  uuid[], text[], bytea[], bytea[], uuid[], uuid[], int[], bigint[], int[], bigint[], bigint, uuid, bigint);

-- As before; append_number: the number that was taken.
create function ${schema}.append_batch(
  p_epoch bigint,
  p_streams text[], p_low bigint[], p_high bigint[], p_hint bigint[], p_since timestamptz[],
  p_event_stream int[], p_event_place int[], p_created timestamptz[],
  p_ids uuid[], p_types text[], p_data bytea[], p_metadata bytea[], p_causation uuid[], p_correlation uuid[],
  p_append_stream int[], p_append_expected bigint[], p_append_first int[],
  p_stream_ids bigint[] default null, p_last bigint default null, p_last_id uuid default null, p_link bigint default null,
  out superseded_by bigint, out first_position bigint, out versions bigint[],
  out odd_append int[], out odd_outcome smallint[], out odd_first bigint[], out odd_last bigint[], out odd_position bigint[],
  out odd_id uuid[], out odd_stream text[],
  out stream_ids bigint[], out link bigint, out held boolean, out append_number bigint)
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_epoch   bigint;
  v_last    bigint;
  v_found   bigint;
  v_event   uuid;
  v_ids     bigint[];
  v_stand   bigint[];
  v_new     int[];
  v_odd     int[];
  v_place   int[];
  v_written int := cardinality(p_ids);
  v_from    int;
  v_to      int;
  v_one     record;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    perform ${schema}.lock_head();
  end if;
  select h.epoch, h.floor into strict v_epoch, v_last from ${schema}.head h for update;
  if p_epoch <> v_epoch then
    superseded_by := v_epoch;
    return;
  end if;
  append_number := nextval('${schema}.append_numbers');
  select e.position, e.event_id, pg_sequence_last_value('${schema}.link_ids') into v_found, v_event, link
    from (select) as one
    left join lateral (select e.position, e.event_id from ${schema}.events e
                        where e.position > v_last order by e.position desc limit 1) e on true;
  held := coalesce(v_found = p_last and v_event = p_last_id and link = p_link, false);
  v_last := greatest(v_last, v_found);
  first_position := v_last + 1;

  if held and 0 <> all (p_stream_ids) then
    v_ids := p_stream_ids;
    v_stand := p_hint;
  else
    select array_agg(coalesce(n.id, s.stream_id, nextval('${schema}.stream_ids'))), array_agg(coalesce(n.version, s.version, 0)),
           array_agg(n.ord) filter (where n.id is null and s.stream_id is null),
           array_agg(n.ord) filter (where s.deleted_at is not null or not coalesce(n.version, s.version, 0) between n.low and n.high)
      into v_ids, v_stand, v_new, v_odd
      from (select u.ord, u.name, u.low, u.high, u.hint, nullif(u.id, 0) as id, case when u.id > 0 then u.hint end as version
              from (select generate_series(1, cardinality(p_streams)) as ord, unnest(p_streams) as name,
                           unnest(p_low) as low, unnest(p_high) as high, unnest(p_hint) as hint,
                           unnest(case when held then p_stream_ids end) as id) u) n
      left join lateral (
        select t.stream_id, t.deleted_at, case when t.link_floor is not null then ${schema}.last_number(t.stream_id) else coalesce(
                 (select e.version from ${schema}.events e
                   where e.stream_id = t.stream_id and e.version >= n.hint order by e.version desc limit 1),
                 (select max(e.version) from ${schema}.events e where e.stream_id = t.stream_id)) end as version
          from ${schema}.streams t where t.name = n.name and n.id is null limit 1) s on true;
    stream_ids := v_ids;
    versions := v_stand;
  end if;

  if exists (select from ${schema}.events e where e.event_id = any (p_ids)) then
    v_odd := v_odd || array(
      select distinct n.stream from unnest(p_ids, p_event_stream) as n(id, stream)
       where exists (select from ${schema}.events e where e.event_id = n.id));
  end if;
  if v_odd is not null then
    select array_agg(q.place order by q.ord), count(*) filter (where q.clean) into v_place, v_written
      from (select n.ord, n.stream <> all (v_odd) as clean,
                   count(*) filter (where n.stream <> all (v_odd)) over (order by n.ord) as place
              from unnest(p_event_stream) with ordinality as n(stream, ord)) q;
  else
    v_odd := '{}';
  end if;

  if v_new is not null then
    insert into ${schema}.streams (stream_id, name, created_at)
    select v_ids[n.stream], p_streams[n.stream], p_since[n.stream]
      from unnest(v_new) as n(stream) where n.stream <> all (v_odd);
  end if;
  if cardinality(v_odd) = 0 then
    insert into ${schema}.events (position, stream_id, version, event_id, causation_id, correlation_id, created_at, type, data, metadata)
    select v_last + e.ord, v_ids[e.stream], v_stand[e.stream] + e.place,
           e.id, e.causation, e.correlation, e.created, e.type, e.data, e.metadata
      from (select generate_series(1, v_written) as ord, unnest(p_event_stream) as stream, unnest(p_event_place) as place,
                   unnest(p_created) as created, unnest(p_ids) as id, unnest(p_types) as type, unnest(p_data) as data,
                   unnest(p_metadata) as metadata, unnest(p_causation) as causation, unnest(p_correlation) as correlation) e;
    return;
  end if;
  insert into ${schema}.events (position, stream_id, version, event_id, causation_id, correlation_id, created_at, type, data, metadata)
  select v_last + coalesce(v_place[e.ord], e.ord), v_ids[e.stream], v_stand[e.stream] + e.place,
         e.id, e.causation, e.correlation, e.created, e.type, e.data, e.metadata
    from unnest(p_event_stream, p_event_place, p_created, p_ids, p_types, p_data, p_metadata, p_causation, p_correlation)
         with ordinality as e(stream, place, created, id, type, data, metadata, causation, correlation, ord)
   where e.stream <> all (v_odd);

  v_last := v_last + v_written;
  for i in 1 .. cardinality(p_append_stream) loop
    continue when p_append_stream[i] <> all (v_odd);
    v_from := p_append_first[i];
    v_to := p_append_first[i + 1] - 1;
    select d.* into v_one
      from ${schema}.append_decided(
             v_last, p_streams[p_append_stream[i]], p_append_expected[i], p_created[v_from],
             p_ids[v_from:v_to], p_types[v_from:v_to], p_data[v_from:v_to], p_metadata[v_from:v_to],
             p_causation[v_from:v_to], p_correlation[v_from:v_to]) d;
    if v_one.outcome = 0 then
      v_last := greatest(v_last, v_one.last_position);
    end if;
    odd_append := odd_append || i;
    odd_outcome := odd_outcome || v_one.outcome;
    odd_first := odd_first || v_one.first_version;
    odd_last := odd_last || v_one.last_version;
    odd_position := odd_position || v_one.last_position;
    odd_id := odd_id || v_one.other_id;
    odd_stream := odd_stream || v_one.other_stream;
  end loop;
end $$;

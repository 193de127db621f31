-- Links: events that stand in one more stream, at a number of that stream's own. They are not in $all again.

-- Null: the stream never held a link, and its last event tells its version. Else no number up to it is given again, whatever
-- was removed; so links may be removed without a number coming twice.
alter table ${schema}.streams add column link_floor bigint;

-- Ids grow in the order of commits, with holes: whoever writes links holds the head row.
create sequence ${schema}.link_ids;
create table ${schema}.links (
  link_id   bigint not null constraint links_link_id primary key,
  stream_id bigint not null,
  number    bigint not null,
  position  bigint not null,
  constraint links_stream_number unique (stream_id, number),
  constraint links_event_stream unique (position, stream_id)
);

create or replace function ${schema}.refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception using
    errcode = 'feature_not_supported',
    message = format('events are append-only: %s of table %I.%I was refused', tg_op, tg_table_schema, tg_table_name),
    hint = 'Append an event that corrects the earlier one.';
end $$;

create trigger links_are_append_only
  before update or delete or truncate on ${schema}.links
  for each statement execute function ${schema}.refuse_change();

-- The version of a stream, whatever it holds.
create function ${schema}.last_number(p_stream_id bigint) returns bigint
language sql stable as $$
  select greatest(0,
    (select max(e.version) from ${schema}.events e where e.stream_id = p_stream_id),
    (select max(l.number) from ${schema}.links l where l.stream_id = p_stream_id),
    (select t.link_floor from ${schema}.streams t where t.stream_id = p_stream_id))
$$;

-- Links events to a stream, all or none, in the order of their ids. Expectations and outcomes are those of appends; and
-- outcome 7: no event other_id. Ids decide first: an event that stands in the stream already is a duplicate.
create function ${schema}.link_events(
  p_epoch bigint, p_stream text, p_expected bigint, p_created timestamptz, p_ids uuid[],
  out outcome smallint, out first_version bigint, out last_version bigint, out last_position bigint,
  out other_id uuid, out last_link bigint)
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_epoch     bigint;
  v_stream    bigint;
  v_deleted   timestamptz;
  v_floor     bigint;
  v_version   bigint;
  v_positions bigint[];
begin
  select h.epoch into v_epoch from ${schema}.lock_head() h;
  if p_epoch <> v_epoch then
    outcome := 1;
    last_position := v_epoch;
    return;
  end if;
  select t.stream_id, t.deleted_at, t.link_floor into v_stream, v_deleted, v_floor from ${schema}.streams t where t.name = p_stream;

  select n.id into other_id from unnest(p_ids) with ordinality as n(id, ord)
   where not exists (select from ${schema}.events e where e.event_id = n.id) order by n.ord limit 1;
  if found then
    outcome := 7;
    return;
  end if;
  select n.id, coalesce(l.number, e.version) into other_id, last_version
    from unnest(p_ids) with ordinality as n(id, ord)
    join lateral (select * from ${schema}.events x where x.event_id = n.id limit 1) e on true
    left join lateral (select * from ${schema}.links x where x.position = e.position and x.stream_id = v_stream limit 1) l on true
   where e.stream_id = v_stream or l.number is not null
   order by n.ord limit 1;
  if found then
    outcome := 2;
    return;
  end if;
  if v_deleted is not null then
    outcome := 3;
    return;
  end if;
  v_version := ${schema}.last_number(v_stream);
  outcome := ${schema}.expectation_outcome(p_expected, v_version);
  first_version := v_version + 1;
  last_version := v_version;
  if outcome <> 0 then
    return;
  end if;

  if v_stream is null then
    v_stream := nextval('${schema}.stream_ids');
    insert into ${schema}.streams (stream_id, name, created_at, link_floor) values (v_stream, p_stream, p_created, 0);
  elsif v_floor is null then
    update ${schema}.streams t set link_floor = 0 where t.stream_id = v_stream;
  end if;
  select array_agg(e.position order by n.ord) into v_positions
    from unnest(p_ids) with ordinality as n(id, ord)
    join lateral (select * from ${schema}.events x where x.event_id = n.id limit 1) e on true;
  with written as (
    insert into ${schema}.links (link_id, stream_id, number, position)
    select nextval('${schema}.link_ids'), v_stream, v_version + n.ord, n.position
      from unnest(v_positions) with ordinality as n(position, ord)
    returning link_id)
  select max(w.link_id) into last_link from written w;
  last_version := v_version + cardinality(p_ids);
  last_position := v_positions[cardinality(v_positions)];
end $$;

-- From here on the functions of before, which find a stream's version where the stream holds links, too.

create or replace function ${schema}.append_one(
  p_epoch bigint, p_stream text, p_expected bigint, p_hint bigint, p_created timestamptz,
  p_id uuid, p_type text, p_data bytea, p_metadata bytea, p_causation uuid, p_correlation uuid)
returns bigint[]
language plpgsql volatile as $$
declare
  v_epoch   bigint;
  v_last    bigint;
  v_stream  bigint;
  v_floor   bigint;
  v_refused boolean;
  v_version bigint;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    perform ${schema}.lock_head();
  end if;
  select h.epoch, h.floor into strict v_epoch, v_last from ${schema}.head h where h.id = 1 for update;
  select t.stream_id, t.link_floor,
         t.deleted_at is not null or exists (select from ${schema}.events e where e.event_id = p_id),
         (select e.version from ${schema}.events e
           where e.stream_id = t.stream_id and e.version >= p_hint order by e.version desc limit 1),
         greatest(v_last, (select max(e.position) from ${schema}.events e)) + 1
    into v_stream, v_floor, v_refused, v_version, v_last
    from (select) as one left join ${schema}.streams t on t.name = p_stream;
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
  return array[v_version, v_last];
end $$;

create or replace function ${schema}.append_batch(
  p_epoch bigint,
  p_streams text[], p_low bigint[], p_high bigint[], p_hint bigint[], p_since timestamptz[],
  p_event_stream int[], p_event_place int[], p_created timestamptz[],
  p_ids uuid[], p_types text[], p_data bytea[], p_metadata bytea[], p_causation uuid[], p_correlation uuid[],
  p_append_stream int[], p_append_expected bigint[], p_append_first int[],
  out superseded_by bigint, out first_position bigint, out versions bigint[],
  out odd_append int[], out odd_outcome smallint[], out odd_first bigint[], out odd_last bigint[], out odd_position bigint[],
  out odd_id uuid[], out odd_stream text[])
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_epoch   bigint;
  v_last    bigint;
  v_ids     bigint[];
  v_new     int[];
  v_odd     int[];
  v_place   int[];
  v_written int := cardinality(p_ids);
  v_from    int;
  v_to      int;
  v_one     record;
begin
  select h.epoch, h.last_position into v_epoch, v_last from ${schema}.lock_head() h;
  if p_epoch <> v_epoch then
    superseded_by := v_epoch;
    return;
  end if;
  first_position := v_last + 1;

  select array_agg(coalesce(s.stream_id, nextval('${schema}.stream_ids'))), array_agg(coalesce(s.version, 0)),
         array_agg(n.ord) filter (where s.stream_id is null),
         array_agg(n.ord) filter (where s.deleted_at is not null or not coalesce(s.version, 0) between n.low and n.high)
    into v_ids, versions, v_new, v_odd
    from unnest(p_streams, p_low, p_high, p_hint) with ordinality as n(name, low, high, hint, ord)
    left join lateral (
      select t.stream_id, t.deleted_at, case when t.link_floor is not null then ${schema}.last_number(t.stream_id) else coalesce(
               (select e.version from ${schema}.events e
                 where e.stream_id = t.stream_id and e.version >= n.hint order by e.version desc limit 1),
               (select max(e.version) from ${schema}.events e where e.stream_id = t.stream_id)) end as version
        from ${schema}.streams t where t.name = n.name limit 1) s on true;

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
  insert into ${schema}.events (position, stream_id, version, event_id, causation_id, correlation_id, created_at, type, data, metadata)
  select v_last + coalesce(v_place[e.ord], e.ord), v_ids[e.stream], versions[e.stream] + e.place,
         e.id, e.causation, e.correlation, e.created, e.type, e.data, e.metadata
    from unnest(p_event_stream, p_event_place, p_created, p_ids, p_types, p_data, p_metadata, p_causation, p_correlation)
         with ordinality as e(stream, place, created, id, type, data, metadata, causation, correlation, ord)
   where e.stream <> all (v_odd);
  if cardinality(v_odd) = 0 then
    return;
  end if;

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

create or replace function ${schema}.append_decided(
  p_last_position bigint, p_stream text, p_expected bigint, p_created timestamptz,
  p_ids uuid[], p_types text[], p_data bytea[], p_metadata bytea[], p_causation uuid[], p_correlation uuid[],
  out outcome smallint, out first_version bigint, out last_version bigint, out last_position bigint,
  out other_id uuid, out other_stream text)
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_count   int := cardinality(p_ids);
  v_known   int;
  v_ordered boolean;
  v_stream  bigint;
  v_deleted timestamptz;
  v_version bigint;
begin
  select t.stream_id, t.deleted_at into v_stream, v_deleted from ${schema}.streams t where t.name = p_stream;

  -- Ids decide first, whatever has become of the stream since.
  select count(*), count(distinct (e.stream_id, e.version - n.ord)) = 1 and bool_and(e.stream_id = v_stream),
         min(e.version), max(e.position)
    into v_known, v_ordered, first_version, last_position
    from unnest(p_ids) with ordinality as n(id, ord)
    join lateral (select * from ${schema}.events x where x.event_id = n.id limit 1) e on true;
  if v_known > 0 then
    if v_known = v_count and v_ordered
       and (p_expected in (-1, -3) or first_version = case when p_expected = -2 then 1 else p_expected + 1 end) then
      outcome := 0;
      last_version := first_version + v_count - 1;
      return;
    end if;
    outcome := 2;
    select e.event_id, t.name, e.version into other_id, other_stream, first_version
      from unnest(p_ids) with ordinality as n(id, ord)
      join lateral (select * from ${schema}.events x where x.event_id = n.id limit 1) e on true
      left join ${schema}.streams t on t.stream_id = e.stream_id
     order by n.ord limit 1;
    last_version := first_version;
    return;
  end if;

  if v_deleted is not null then
    outcome := 3;
    return;
  end if;
  v_version := ${schema}.last_number(v_stream);
  outcome := ${schema}.expectation_outcome(p_expected, v_version);
  first_version := v_version + 1;
  last_version := v_version;
  if outcome <> 0 then
    return;
  end if;
  if v_stream is null then
    v_stream := nextval('${schema}.stream_ids');
    insert into ${schema}.streams (stream_id, name, created_at) values (v_stream, p_stream, p_created);
  end if;
  insert into ${schema}.events (position, stream_id, version, event_id, causation_id, correlation_id, created_at, type, data, metadata)
  select p_last_position + e.ord, v_stream, v_version + e.ord, e.id, e.causation, e.correlation, p_created, e.type, e.data, e.metadata
    from unnest(p_ids, p_types, p_data, p_metadata, p_causation, p_correlation)
         with ordinality as e(id, type, data, metadata, causation, correlation, ord);
  last_version := v_version + v_count;
  last_position := p_last_position + v_count;
end $$;

create or replace function ${schema}.import_events(
  p_streams text[], p_since timestamptz[],
  p_event_stream int[], p_event_place int[], p_created timestamptz[],
  p_ids uuid[], p_types text[], p_data bytea[], p_metadata bytea[], p_causation uuid[], p_correlation uuid[],
  out written int, out last_position bigint, out refused text)
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_last     bigint;
  v_ids      bigint[];
  v_versions bigint[];
  v_new      int[];
  v_known    int[];
  v_position int[];
  v_place    int[] := p_event_place;
begin
  select h.last_position into v_last from ${schema}.lock_head() h;
  written := 0;
  last_position := v_last;

  v_known := array(
    select n.ord from unnest(p_ids) with ordinality as n(id, ord)
     where exists (select from ${schema}.events e where e.event_id = n.id));
  written := cardinality(p_ids) - cardinality(v_known);
  if written = 0 then
    return;
  end if;
  if cardinality(v_known) > 0 then
    select array_agg(q.position order by q.ord), array_agg(q.place order by q.ord) into v_position, v_place
      from (select n.ord, case when k.ord is null then count(*) filter (where k.ord is null) over (order by n.ord) end as position,
                   count(*) filter (where k.ord is null) over (partition by n.stream order by n.ord) as place
              from unnest(p_event_stream) with ordinality as n(stream, ord)
              left join unnest(v_known) as k(ord) on k.ord = n.ord) q;
  end if;

  select array_agg(coalesce(s.stream_id, nextval('${schema}.stream_ids'))), array_agg(coalesce(s.version, 0)),
         array_agg(n.ord) filter (where s.stream_id is null),
         min(n.name) filter (where s.deleted_at is not null)
    into v_ids, v_versions, v_new, refused
    from unnest(p_streams) with ordinality as n(name, ord)
    left join lateral (
      select t.stream_id, t.deleted_at, ${schema}.last_number(t.stream_id) as version
        from ${schema}.streams t where t.name = n.name limit 1) s on true;
  if refused is not null then
    written := 0;
    return;
  end if;
  if v_new is not null then
    insert into ${schema}.streams (stream_id, name, created_at)
    select v_ids[n.stream], p_streams[n.stream], p_since[n.stream] from unnest(v_new) as n(stream);
  end if;
  insert into ${schema}.events (position, stream_id, version, event_id, causation_id, correlation_id, created_at, type, data, metadata)
  select v_last + case when v_position is null then e.ord else v_position[e.ord] end,
         v_ids[e.stream], v_versions[e.stream] + v_place[e.ord],
         e.id, e.causation, e.correlation, e.created, e.type, e.data, e.metadata
    from unnest(p_event_stream, p_created, p_ids, p_types, p_data, p_metadata, p_causation, p_correlation)
         with ordinality as e(stream, created, id, type, data, metadata, causation, correlation, ord)
   where v_position is null or v_position[e.ord] is not null;
  last_position := v_last + written;
end $$;

create or replace function ${schema}.claim_subscription(
  p_stream text, p_name text, p_create boolean, p_start bigint, p_owner text, p_incarnation uuid, p_epoch bigint,
  out token bigint, out checkpoint bigint, out holder text)
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  v_row   ${schema}.subscriptions;
  v_start bigint := p_start;
begin
  loop
    select * into v_row from ${schema}.subscriptions s where s.stream = p_stream and s.name = p_name for update;
    exit when found;
    if not p_create then
      return;
    end if;
    if p_start is null and p_stream = '$all' then
      v_start := (select greatest(h.floor, (select max(e.position) from ${schema}.events e)) from ${schema}.head h);
    elsif p_start is null then
      v_start := coalesce((select ${schema}.last_number(t.stream_id) from ${schema}.streams t where t.name = p_stream), 0);
    end if;
    insert into ${schema}.subscriptions (stream, name, started_after, checkpoint, token, created_at)
    values (p_stream, p_name, v_start, v_start, nextval('${schema}.lease_tokens'), clock_timestamp())
    on conflict do nothing;
  end loop;

  if p_epoch is not null then
    if v_row.epoch > p_epoch then
      holder := coalesce(v_row.owner_name, 'a node of epoch ' || v_row.epoch);
      return;
    end if;
  elsif v_row.owner_incarnation <> p_incarnation and exists (
      select from ${schema}.nodes n where n.incarnation = v_row.owner_incarnation and n.expires_at > clock_timestamp()) then
    holder := v_row.owner_name;
    return;
  end if;
  update ${schema}.subscriptions s
     set token = nextval('${schema}.lease_tokens'), epoch = coalesce(p_epoch, s.epoch),
         owner_name = p_owner, owner_incarnation = p_incarnation
   where s.subscription_id = v_row.subscription_id
  returning s.token, s.checkpoint into token, checkpoint;
end $$;

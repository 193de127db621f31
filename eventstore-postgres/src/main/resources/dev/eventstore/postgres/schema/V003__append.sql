-- Expectations: n >= 0 exactly n, -1 any, -2 no stream, -3 stream exists.
-- Outcomes: 0 written (or repeated), 1 superseded, 2 duplicate, 3 deleted, 4 wrong version, 5 stream exists, 6 no such stream.
-- The plan settings keep every look-up an index scan, also when a plan was made while the tables were empty.

-- Whoever writes events calls this first, in a statement of its own: what follows reads a snapshot that is younger than the lock.
create function ${schema}.lock_head(out epoch bigint, out last_position bigint)
language plpgsql volatile as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'feature_not_supported',
      message = 'events can be written at isolation level READ COMMITTED only',
      hint = 'An older snapshot would not see what was appended while the head row was waited for.';
  end if;
  select h.epoch, h.floor into strict epoch, last_position from ${schema}.head h where h.id = 1 for update;
  last_position := greatest(last_position, (select max(e.position) from ${schema}.events e));
end $$;

create function ${schema}.expectation_outcome(p_expected bigint, p_version bigint) returns smallint
language sql immutable as $$
  select (case
    when p_expected = -1 or p_expected = p_version then 0
    when p_expected >= 0 then 4
    when p_expected = -2 then case when p_version = 0 then 0 else 5 end
    else case when p_version > 0 then 0 else 6 end
  end)::smallint
$$;

-- Decides one append by all the rules and writes it. The caller holds the head row and knows the last position.
create function ${schema}.append_decided(
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
  v_version := coalesce((select max(e.version) from ${schema}.events e where e.stream_id = v_stream), 0);
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

-- A lone append of one event that meets nothing unusual: its version and position. Null, and nothing written: append_batch decides.
-- It takes the same lock first, so it cannot deadlock with a batch. It is the shortest path, so it has no plan settings of its own,
-- and does itself what lock_head does.
create function ${schema}.append_one(
  p_epoch bigint, p_stream text, p_expected bigint, p_hint bigint, p_created timestamptz,
  p_id uuid, p_type text, p_data bytea, p_metadata bytea, p_causation uuid, p_correlation uuid)
returns bigint[]
language plpgsql volatile as $$
declare
  v_epoch   bigint;
  v_last    bigint;
  v_stream  bigint;
  v_refused boolean;
  v_version bigint;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    perform ${schema}.lock_head();
  end if;
  select h.epoch, h.floor into strict v_epoch, v_last from ${schema}.head h where h.id = 1 for update;
  select t.stream_id,
         t.deleted_at is not null or exists (select from ${schema}.events e where e.event_id = p_id),
         (select e.version from ${schema}.events e
           where e.stream_id = t.stream_id and e.version >= p_hint order by e.version desc limit 1),
         greatest(v_last, (select max(e.position) from ${schema}.events e)) + 1
    into v_stream, v_refused, v_version, v_last
    from (select) as one left join ${schema}.streams t on t.name = p_stream;
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

-- Many appends in one go, each with its own outcome, decided against those before it.
--
-- By stream (p_streams, distinct): between which versions it must stand so that all its appends succeed (low > high: they never
-- do, or cannot be judged together), a version that it is known to have reached (only how fast it is found depends on it), and
-- its time if it is new. By event: its stream (an index into p_streams) and its place among that stream's events here.
-- By append: its stream, expectation, and the index of its first event; one entry more than there are appends.
--
-- Streams all of whose appends succeed are written by one statement. The appends of all others are decided one after the other,
-- here, in their order; theirs are the odd_ arrays. For the rest: version = versions[stream] + place, and positions follow
-- first_position in the order of the events, odd streams left out.
create function ${schema}.append_batch(
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
      select t.stream_id, t.deleted_at, coalesce(
               (select e.version from ${schema}.events e
                 where e.stream_id = t.stream_id and e.version >= n.hint order by e.version desc limit 1),
               (select max(e.version) from ${schema}.events e where e.stream_id = t.stream_id)) as version
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

-- Events of many streams in the given order, which becomes that of $all. Those whose id is stored already are passed over.
-- refused: a stream that is deleted; nothing was written then.
create function ${schema}.import_events(
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
      select t.stream_id, t.deleted_at, (select max(e.version) from ${schema}.events e where e.stream_id = t.stream_id) as version
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

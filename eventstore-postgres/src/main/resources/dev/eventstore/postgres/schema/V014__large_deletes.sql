-- Hard deletes that hold nobody up: what a stream has when its delete begins is removed before the head row is locked, and under the
-- lock only what has come since. It is one transaction, so others see what was there until they see nothing of it.

-- As before, but nothing up to the floor is looked at: where a hard delete has removed the last events, their dead rows are in
-- nobody's way.
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
  last_position := greatest(last_position, (select max(e.position) from ${schema}.events e where e.position > last_position));
end $$;

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
         greatest(v_last, (select max(e.position) from ${schema}.events e where e.position > v_last)) + 1
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

-- Removes what a stream has up to bounds, which it returns: the position of $all, the last number of the stream, and the id of the
-- last link. Whatever comes later lies behind them, since all of it grows. Also the streams that lost links, with the largest number
-- that each of them lost. The last link is looked up first: so the events of all links up to it are within the bounds.
create function ${schema}.remove_events(
  p_stream_id bigint,
  out last_link bigint, out last_number bigint, out last_position bigint, out targets bigint[], out numbers bigint[])
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
begin
  last_link := coalesce((select max(l.link_id) from ${schema}.links l), 0);
  last_number := ${schema}.last_number(p_stream_id);
  last_position := (select max(e.position) from ${schema}.events e);
  select array_agg(n.stream_id), array_agg(n.number) into targets, numbers
    from (select l.stream_id, max(l.number) as number
            from ${schema}.events e join ${schema}.links l on l.position = e.position
           where e.stream_id = p_stream_id and l.link_id <= last_link group by l.stream_id) n;
  perform set_config('eventstore.hard_delete', pg_current_xact_id()::text, true);
  delete from ${schema}.links l using ${schema}.events e
   where e.stream_id = p_stream_id and l.position = e.position and l.link_id <= last_link;
  delete from ${schema}.links l where l.stream_id = p_stream_id and l.number <= last_number;
  delete from ${schema}.events e where e.stream_id = p_stream_id and e.version <= last_number;
  perform set_config('eventstore.hard_delete', '', true);
end $$;

-- Removes a stream after its events: what lies behind the bounds, and links to what is gone. Its caller holds the head row. The
-- numbers that links elsewhere had are not given again, also where they were the last ones.
drop function ${schema}.remove_stream(bigint, text, bigint);
create function ${schema}.remove_stream(
  p_stream_id bigint, p_stream text, p_floor bigint, p_last_link bigint, p_last_number bigint, p_targets bigint[], p_numbers bigint[])
returns void
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
begin
  update ${schema}.head h set floor = p_floor where h.id = 1 and h.floor < p_floor;
  perform set_config('eventstore.hard_delete', pg_current_xact_id()::text, true);
  delete from ${schema}.links l where l.stream_id = p_stream_id and l.number > p_last_number;
  delete from ${schema}.events e where e.stream_id = p_stream_id and e.version > p_last_number;
  with gone as (
    delete from ${schema}.links l
     where l.link_id > p_last_link and (select e.position from ${schema}.events e where e.position = l.position) is null
    returning l.stream_id, l.number)
  update ${schema}.streams t set link_floor = greatest(t.link_floor, m.number)
    from (select n.stream_id, max(n.number) as number
            from (select g.stream_id, g.number from gone g
                  union all select u.stream_id, u.number from unnest(p_targets, p_numbers) as u(stream_id, number)) n
           group by n.stream_id) m
   where t.stream_id = m.stream_id and t.stream_id <> p_stream_id;
  delete from ${schema}.streams t where t.stream_id = p_stream_id;
  perform set_config('eventstore.hard_delete', '', true);
  -- What they have seen is gone, so they begin with what comes next under the name. Their holders find the token raised.
  perform from ${schema}.subscriptions s where s.stream = p_stream order by s.subscription_id for update;
  update ${schema}.subscriptions s
     set checkpoint = 0, started_after = 0, token = nextval('${schema}.lease_tokens'),
         generation = nextval('${schema}.lease_tokens'), owner_name = null, owner_incarnation = null
   where s.stream = p_stream;
  -- Whatever is parked of an event that is gone goes, too, with all that subscriptions of the stream have parked.
  delete from ${schema}.parked k using ${schema}.subscriptions s
   where s.stream = p_stream and k.subscription_id = s.subscription_id;
  delete from ${schema}.parked k where (select e.position from ${schema}.events e where e.position = k.position) is null;
end $$;

-- As before, but for the order of a hard delete: unless it is bound to be refused it removes the stream's events first, then takes
-- the lock and decides; where it is refused there, what it removed is taken back. Of one store one hard delete is at work at a time.
create or replace function ${schema}.delete_stream(
  p_epoch bigint, p_stream text, p_expected bigint, p_hard boolean, p_deleted timestamptz,
  out outcome smallint, out version bigint, out superseded_by bigint, out link_id bigint)
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_epoch   bigint;
  v_floor   bigint;
  v_stream  bigint;
  v_deleted timestamptz;
  v_ahead   bigint;
  v_number  bigint := 0;
  v_last    bigint := 0;
  v_link    bigint;
  v_targets bigint[];
  v_numbers bigint[];
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    perform ${schema}.lock_head();
  end if;
  if p_hard then
    perform pg_advisory_xact_lock(hashtextextended('eventstore hard deletes of ${schema}', 0));
    select t.stream_id into v_ahead from ${schema}.streams t
     where t.name = p_stream and ${schema}.expectation_outcome(p_expected, ${schema}.last_number(t.stream_id)) = 0
       and (p_epoch is null or p_epoch = (select h.epoch from ${schema}.head h));
  end if;
  begin
    if v_ahead is not null then
      select r.last_link, r.last_number, r.last_position, r.targets, r.numbers into v_link, v_number, v_last, v_targets, v_numbers
        from ${schema}.remove_events(v_ahead) r;
    end if;
    select h.epoch, greatest(h.floor, v_last) into strict v_epoch, v_floor from ${schema}.head h where h.id = 1 for update;
    select t.stream_id, t.deleted_at,
           greatest(v_number, t.link_floor,
             (select max(e.version) from ${schema}.events e where e.stream_id = t.stream_id and e.version > v_number),
             (select max(l.number) from ${schema}.links l where l.stream_id = t.stream_id and l.number > v_number))
      into v_stream, v_deleted, version
      from ${schema}.streams t where t.name = p_stream;
    outcome := case when p_epoch <> v_epoch then 1
                    when v_stream is null then 6
                    when v_deleted is not null and not p_hard then 3
                    else ${schema}.expectation_outcome(p_expected, version) end;
    superseded_by := case when outcome = 1 then v_epoch end;
    if outcome <> 0 and v_ahead is not null then
      raise exception using errcode = 'EV001', message = 'refused, so what was removed is taken back';
    elsif outcome = 0 and not p_hard then
      update ${schema}.streams t set deleted_at = p_deleted where t.stream_id = v_stream;
    elsif outcome = 0 then
      if v_ahead is null then
        select r.last_link, r.last_number, r.last_position, r.targets, r.numbers into v_link, v_number, v_last, v_targets, v_numbers
          from ${schema}.remove_events(v_stream) r;
        v_floor := greatest(v_floor, v_last);
      end if;
      v_floor := greatest(v_floor, (select max(e.position) from ${schema}.events e where e.position > v_floor));
      perform ${schema}.remove_stream(v_stream, p_stream, v_floor, v_link, v_number, v_targets, v_numbers);
    end if;
  exception when sqlstate 'EV001' then
    null;
  end;
  if outcome = 0 then
    link_id := nextval('${schema}.link_ids');
    insert into ${schema}.deletions (link_id, name, hard, noted_at) values (link_id, p_stream, p_hard, clock_timestamp());
    delete from ${schema}.deletions d where d.noted_at < clock_timestamp() - interval '1 day';
  end if;
end $$;

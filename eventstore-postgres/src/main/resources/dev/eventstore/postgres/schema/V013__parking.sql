-- Parked events: what subscribers could not handle, and what waits behind it. They go with their subscription.
create table ${schema}.parked (
  subscription_id bigint      not null references ${schema}.subscriptions on delete cascade,
  number          bigint      not null,
  position        bigint      not null,
  key             text collate "C",
  error           text,
  attempts        integer     not null,
  parked_at       timestamptz not null,
  constraint parked_number primary key (subscription_id, number)
);
create index parked_key on ${schema}.parked (subscription_id, key, number) where key is not null;
create index parked_position on ${schema}.parked (position);

-- Parks events and raises the checkpoint, if the token is the row's. A row with an error parks its event; one without parks it
-- behind an earlier one of its key: where there is none, its number is returned and the checkpoint stays. Null for another token.
-- It locks the head row first, as all do that write events: so an event that a hard delete removes is not parked after it.
create function ${schema}.park_events(
  p_stream text, p_name text, p_token bigint, p_checkpoint bigint,
  p_numbers bigint[], p_positions bigint[], p_keys text[], p_errors text[], p_attempts integer[])
returns bigint[]
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  v_id   bigint;
  v_row  record;
  v_free bigint[] := '{}';
begin
  perform ${schema}.lock_head();
  select s.subscription_id into v_id from ${schema}.subscriptions s
   where s.stream = p_stream and s.name = p_name and s.token = p_token for update;
  if not found then
    return null;
  end if;
  for v_row in
    select r.* from unnest(p_numbers, p_positions, p_keys, p_errors, p_attempts) as r(number, position, key, error, attempts)
     order by r.number
  loop
    if v_row.error is null
       and not exists (select from ${schema}.parked k where k.subscription_id = v_id and k.number = v_row.number)
       and not exists (
         select from ${schema}.parked k where k.subscription_id = v_id and k.key = v_row.key and k.number < v_row.number) then
      v_free := v_free || v_row.number;
    elsif exists (select from ${schema}.events e where e.position = v_row.position) then
      insert into ${schema}.parked as k (subscription_id, number, position, key, error, attempts, parked_at)
      values (v_id, v_row.number, v_row.position, v_row.key, v_row.error, v_row.attempts, clock_timestamp())
      on conflict on constraint parked_number do update
        set error = excluded.error, attempts = greatest(k.attempts, excluded.attempts), parked_at = excluded.parked_at
        where excluded.error is not null;
    end if;
  end loop;
  if v_free = '{}' then
    update ${schema}.subscriptions s set checkpoint = p_checkpoint
     where s.subscription_id = v_id and s.checkpoint < p_checkpoint;
  end if;
  return v_free;
end $$;

-- Removes the event at the front of its key, if the token is the row's; p_token null: if no live node has the lease, whose token
-- is raised then. Outcome 0: removed, 1: not parked, 2: behind another, 3: somebody else has the lease. It says what is at the
-- front of p_key then.
create function ${schema}.remove_parked(
  p_stream text, p_name text, p_token bigint, p_number bigint, p_key text,
  out outcome smallint, out next_number bigint, out next_attempts integer)
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  v_row ${schema}.subscriptions;
  v_key text;
begin
  select * into v_row from ${schema}.subscriptions s where s.stream = p_stream and s.name = p_name for update;
  if not found then
    outcome := case when p_token is null then 1 else 3 end;
    return;
  end if;
  if p_token <> v_row.token or p_token is null and exists (
      select from ${schema}.nodes n where n.incarnation = v_row.owner_incarnation and n.expires_at > clock_timestamp()) then
    outcome := 3;
    return;
  end if;
  if p_token is null then
    update ${schema}.subscriptions s
       set token = nextval('${schema}.lease_tokens'), owner_name = null, owner_incarnation = null
     where s.subscription_id = v_row.subscription_id;
  end if;
  select k.key into v_key from ${schema}.parked k where k.subscription_id = v_row.subscription_id and k.number = p_number;
  if not found then
    outcome := 1;
  elsif exists (
      select from ${schema}.parked k
       where k.subscription_id = v_row.subscription_id and k.key = v_key and k.number < p_number) then
    outcome := 2;
    return;
  else
    delete from ${schema}.parked k where k.subscription_id = v_row.subscription_id and k.number = p_number;
    outcome := 0;
  end if;
  select k.number, k.attempts into next_number, next_attempts from ${schema}.parked k
   where k.subscription_id = v_row.subscription_id and k.key = p_key order by k.number limit 1;
end $$;

-- Claims, and returns what is parked: read after the row is locked, so it has whatever the former holder has parked.
create function ${schema}.claim_with_parked(
  p_stream text, p_name text, p_create boolean, p_start bigint, p_owner text, p_incarnation uuid, p_epoch bigint,
  p_only_free boolean, out token bigint, out checkpoint bigint, out holder text, out generation bigint,
  out numbers bigint[], out keys text[])
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off as $$
begin
  select c.token, c.checkpoint, c.holder, c.generation into token, checkpoint, holder, generation
    from ${schema}.claim_subscription(
      p_stream, p_name, p_create, p_start, p_owner, p_incarnation, p_epoch, p_only_free) c;
  if token is not null then
    select array_agg(k.number order by k.number), array_agg(k.key order by k.number) into numbers, keys
      from ${schema}.subscriptions s join ${schema}.parked k using (subscription_id)
     where s.stream = p_stream and s.name = p_name;
  end if;
end $$;

-- As before, and what was parked of the stream's events goes, with all that subscriptions of the stream have parked.
create or replace function ${schema}.remove_stream(p_stream_id bigint, p_stream text, p_last_position bigint) returns void
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
begin
  update ${schema}.head h set floor = p_last_position where h.id = 1 and h.floor < p_last_position;
  -- The numbers that links elsewhere had are not given again, also where they were the last ones.
  update ${schema}.streams t set link_floor = ${schema}.last_number(t.stream_id)
   where t.stream_id <> p_stream_id and t.stream_id in (
     select l.stream_id from ${schema}.events e join ${schema}.links l on l.position = e.position where e.stream_id = p_stream_id);
  -- What they have seen is gone, so they begin with what comes next under the name. Their holders find the token raised.
  perform from ${schema}.subscriptions s where s.stream = p_stream order by s.subscription_id for update;
  update ${schema}.subscriptions s
     set checkpoint = 0, started_after = 0, token = nextval('${schema}.lease_tokens'),
         generation = nextval('${schema}.lease_tokens'), owner_name = null, owner_incarnation = null
   where s.stream = p_stream;
  delete from ${schema}.parked k using ${schema}.subscriptions s
   where s.stream = p_stream and k.subscription_id = s.subscription_id;
  delete from ${schema}.parked k using ${schema}.events e where e.stream_id = p_stream_id and k.position = e.position;
  perform set_config('eventstore.hard_delete', pg_current_xact_id()::text, true);
  delete from ${schema}.links l using ${schema}.events e where e.stream_id = p_stream_id and l.position = e.position;
  delete from ${schema}.links l where l.stream_id = p_stream_id;
  delete from ${schema}.events e where e.stream_id = p_stream_id;
  delete from ${schema}.streams t where t.stream_id = p_stream_id;
  perform set_config('eventstore.hard_delete', '', true);
end $$;

-- Generations of subscriptions. The numbers of a subscription's events mean others once a hard delete has removed its stream: what
-- a subscriber has of an earlier generation, or acknowledges of it, says nothing about those that have these numbers now.
alter table ${schema}.subscriptions add column generation bigint not null default 0;

-- As before, and the subscriptions of the stream get another generation.
create or replace function ${schema}.remove_stream(p_stream_id bigint, p_stream text, p_last_position bigint) returns void
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
begin
  update ${schema}.head h set floor = p_last_position where h.id = 1 and h.floor < p_last_position;
  -- The numbers that links elsewhere had are not given again, also where they were the last ones.
  update ${schema}.streams t set link_floor = ${schema}.last_number(t.stream_id)
   where t.stream_id <> p_stream_id and t.stream_id in (
     select l.stream_id from ${schema}.events e join ${schema}.links l on l.position = e.position where e.stream_id = p_stream_id);
  perform set_config('eventstore.hard_delete', pg_current_xact_id()::text, true);
  delete from ${schema}.links l using ${schema}.events e where e.stream_id = p_stream_id and l.position = e.position;
  delete from ${schema}.links l where l.stream_id = p_stream_id;
  delete from ${schema}.events e where e.stream_id = p_stream_id;
  delete from ${schema}.streams t where t.stream_id = p_stream_id;
  perform set_config('eventstore.hard_delete', '', true);
  -- What they have seen is gone, so they begin with what comes next under the name. Their holders find the token raised.
  perform from ${schema}.subscriptions s where s.stream = p_stream order by s.subscription_id for update;
  update ${schema}.subscriptions s
     set checkpoint = 0, started_after = 0, token = nextval('${schema}.lease_tokens'),
         generation = nextval('${schema}.lease_tokens'), owner_name = null, owner_incarnation = null
   where s.stream = p_stream;
end $$;

-- As before, and returns the generation. A subscription of a stream is created under the lock of the head row: a hard delete under
-- way would not see its row, and leave it at a number of what is removed.
drop function ${schema}.claim_subscription(text, text, boolean, bigint, text, uuid, bigint, boolean);
create function ${schema}.claim_subscription(
  p_stream text, p_name text, p_create boolean, p_start bigint, p_owner text, p_incarnation uuid, p_epoch bigint,
  p_only_free boolean, out token bigint, out checkpoint bigint, out holder text, out generation bigint)
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
    if p_stream <> '$all' then
      perform ${schema}.lock_head();
    end if;
    if p_start is null and p_stream = '$all' then
      v_start := (select greatest(h.floor, (select max(e.position) from ${schema}.events e)) from ${schema}.head h);
    elsif p_start is null then
      v_start := coalesce((select ${schema}.last_number(t.stream_id) from ${schema}.streams t where t.name = p_stream), 0);
    end if;
    insert into ${schema}.subscriptions (stream, name, started_after, checkpoint, token, generation, created_at)
    values (p_stream, p_name, v_start, v_start, nextval('${schema}.lease_tokens'), nextval('${schema}.lease_tokens'), clock_timestamp())
    on conflict do nothing;
  end loop;

  if p_epoch is not null then
    if v_row.epoch > p_epoch or p_only_free and v_row.epoch = p_epoch and v_row.owner_incarnation is not null then
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
  returning s.token, s.checkpoint, s.generation into token, checkpoint, generation;
end $$;

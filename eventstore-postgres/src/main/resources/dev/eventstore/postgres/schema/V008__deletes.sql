-- Deleting streams: softly, so that they can no longer be read or appended to, or hard, with their events.

-- Who follows streams learns of deletions from here, as of links: the ids are those of links. What is a day old is forgotten.
create table ${schema}.deletions (
  link_id    bigint           not null constraint deletions_link_id primary key,
  name       text collate "C" not null,
  hard       boolean          not null,
  noted_at   timestamptz      not null
);

-- A delete passes in the transaction in which a hard delete is at work only: the setting names that very transaction, so it is
-- worth nothing in any other, though the session keeps it. Updates and truncates never pass.
create or replace function ${schema}.refuse_change() returns trigger
language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('eventstore.hard_delete', true) = pg_current_xact_id()::text then
    return null;
  end if;
  raise exception using
    errcode = 'feature_not_supported',
    message = format('events are append-only: %s of table %I.%I was refused', tg_op, tg_table_schema, tg_table_name),
    hint = 'Append an event that corrects the earlier one.';
end $$;

create trigger streams_are_append_only
  before delete or truncate on ${schema}.streams
  for each statement execute function ${schema}.refuse_change();

-- Deletes a stream. Expectations and outcomes are those of appends. It locks the head row first, as all do that write events,
-- so an append or a link comes before it or after it as a whole.
create function ${schema}.delete_stream(
  p_epoch bigint, p_stream text, p_expected bigint, p_hard boolean, p_deleted timestamptz,
  out outcome smallint, out version bigint, out superseded_by bigint, out link_id bigint)
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_epoch   bigint;
  v_last    bigint;
  v_stream  bigint;
  v_deleted timestamptz;
begin
  select h.epoch, h.last_position into v_epoch, v_last from ${schema}.lock_head() h;
  if p_epoch <> v_epoch then
    outcome := 1;
    superseded_by := v_epoch;
    return;
  end if;
  select t.stream_id, t.deleted_at into v_stream, v_deleted from ${schema}.streams t where t.name = p_stream;
  if v_stream is null then
    outcome := 6;
    return;
  end if;
  if v_deleted is not null and not p_hard then
    outcome := 3;
    return;
  end if;
  version := ${schema}.last_number(v_stream);
  outcome := ${schema}.expectation_outcome(p_expected, version);
  if outcome <> 0 then
    return;
  end if;
  if p_hard then
    perform ${schema}.remove_stream(v_stream, p_stream, v_last);
  else
    update ${schema}.streams t set deleted_at = p_deleted where t.stream_id = v_stream;
  end if;
  link_id := nextval('${schema}.link_ids');
  insert into ${schema}.deletions (link_id, name, hard, noted_at) values (link_id, p_stream, p_hard, clock_timestamp());
  delete from ${schema}.deletions d where d.noted_at < clock_timestamp() - interval '1 day';
end $$;

-- Removes a stream with the events that were appended to it. Its caller holds the head row.
create function ${schema}.remove_stream(p_stream_id bigint, p_stream text, p_last_position bigint) returns void
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
     set checkpoint = 0, started_after = 0, token = nextval('${schema}.lease_tokens'), owner_name = null, owner_incarnation = null
   where s.stream = p_stream;
end $$;

-- As before, and p_only_free: of the claimant's own epoch a lease is taken only if nobody has it. So whoever lost its lease in
-- its own epoch does not take it from the one who has it now, but gets it back where a hard delete has freed it.
drop function ${schema}.claim_subscription(text, text, boolean, bigint, text, uuid, bigint);
create function ${schema}.claim_subscription(
  p_stream text, p_name text, p_create boolean, p_start bigint, p_owner text, p_incarnation uuid, p_epoch bigint,
  p_only_free boolean, out token bigint, out checkpoint bigint, out holder text)
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
  returning s.token, s.checkpoint into token, checkpoint;
end $$;

-- Takes a subscription's lease; one that is missing is created if p_create, else nothing is returned. p_start: null for the end.
-- A claimant with an epoch is refused by a higher one; one without by a holder whose node row has not expired.
create function ${schema}.claim_subscription(
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
      v_start := coalesce((select max(e.version) from ${schema}.streams t join ${schema}.events e using (stream_id) where t.name = p_stream), 0);
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

-- Writes checkpoints where the token is still the row's; none is lowered. Rows are locked in the order of their ids, so two
-- nodes that write the same ones cannot deadlock.
create function ${schema}.write_checkpoints(p_streams text[], p_names text[], p_tokens bigint[], p_numbers bigint[])
returns boolean[]
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off as $$
begin
  perform from ${schema}.subscriptions s
    where s.subscription_id in (
      select t.subscription_id from unnest(p_streams, p_names) as n(stream, name)
        join ${schema}.subscriptions t on t.stream = n.stream and t.name = n.name)
    order by s.subscription_id for update;
  update ${schema}.subscriptions s set checkpoint = n.number
    from unnest(p_streams, p_names, p_tokens, p_numbers) as n(stream, name, token, number)
   where s.stream = n.stream and s.name = n.name and s.token = n.token and s.checkpoint < n.number;
  return array(
    select exists (select from ${schema}.subscriptions s where s.stream = n.stream and s.name = n.name and s.token = n.token)
      from unnest(p_streams, p_names, p_tokens) with ordinality as n(stream, name, token, ord) order by n.ord);
end $$;

create function ${schema}.renew_node(p_incarnation uuid, p_name text, p_millis bigint) returns void
language sql volatile as $$
  insert into ${schema}.nodes (incarnation, name, expires_at)
  values (p_incarnation, p_name, clock_timestamp() + p_millis * interval '1 millisecond')
  on conflict (incarnation) do update set expires_at = excluded.expires_at;
  delete from ${schema}.nodes n where n.expires_at < clock_timestamp() - interval '1 day';
$$;

create function ${schema}.release_node(p_incarnation uuid) returns void
language sql volatile as $$
  select from ${schema}.subscriptions s where s.owner_incarnation = p_incarnation order by s.subscription_id for update;
  update ${schema}.subscriptions s set owner_name = null, owner_incarnation = null where s.owner_incarnation = p_incarnation;
  delete from ${schema}.nodes n where n.incarnation = p_incarnation;
$$;

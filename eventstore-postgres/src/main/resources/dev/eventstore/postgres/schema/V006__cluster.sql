-- What the nodes of a cluster must agree on, beside the epoch.
create table ${schema}.cluster_settings (
  name  text collate "C" not null primary key,
  value text             not null
);

-- Stores settings if there are none, and returns those that there are. The head row is the lock, so two nodes' are not mixed.
create function ${schema}.agree_settings(p_names text[], p_values text[]) returns setof ${schema}.cluster_settings
language plpgsql volatile as $$
begin
  perform ${schema}.lock_head();
  if not exists (select from ${schema}.cluster_settings) then
    insert into ${schema}.cluster_settings select n.name, n.value from unnest(p_names, p_values) as n(name, value);
  end if;
  return query select s.* from ${schema}.cluster_settings s;
end $$;

-- Replaces the settings and raises the epoch; returns the new one.
create function ${schema}.change_settings(p_names text[], p_values text[]) returns bigint
language plpgsql volatile as $$
declare
  v_epoch bigint;
begin
  perform ${schema}.lock_head();
  delete from ${schema}.cluster_settings;
  insert into ${schema}.cluster_settings select n.name, n.value from unnest(p_names, p_values) as n(name, value);
  update ${schema}.head h set epoch = h.epoch + 1 where h.id = 1 returning h.epoch into strict v_epoch;
  return v_epoch;
end $$;

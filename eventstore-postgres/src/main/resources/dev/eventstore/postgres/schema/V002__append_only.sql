create function ${schema}.refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception using
    errcode = 'feature_not_supported',
    message = format('events are append-only: %s of table %I.events was refused', tg_op, tg_table_schema),
    hint = 'Append an event that corrects the earlier one.';
end $$;

create trigger events_are_append_only
  before update or delete or truncate on ${schema}.events
  for each statement execute function ${schema}.refuse_change();

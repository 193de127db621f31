-- Run after each migration, in its transaction. Where payloads are jsonb: makes the columns so while the store is new, and has
-- the functions that write events convert what they are given, which is the serializer's bytes in either case. Functions that
-- do so already are left as they are.
do $do$
declare
  v_function record;
  v_columns  constant text := '\m(e\.|p_)type, \1data, \1metadata';
begin
  if (select s.value from ${schema}.store_settings s where s.name = 'payload') <> 'jsonb' then
    return;
  end if;
  if exists (select from pg_attribute a
              where a.attrelid = '${schema}.events'::regclass and a.attname = 'data' and a.atttypid = 'bytea'::regtype) then
    alter table ${schema}.events
      alter column data type jsonb using convert_from(data, 'UTF8')::jsonb,
      alter column metadata type jsonb using convert_from(metadata, 'UTF8')::jsonb;
  end if;
  for v_function in
    select pg_get_functiondef(p.oid) as definition from pg_proc p
     where p.pronamespace = '${schema}'::regnamespace and p.prokind = 'f' and p.prosrc ~ v_columns
  loop
    execute regexp_replace(
      v_function.definition, v_columns,
      '\1type, convert_from(\1data, ''UTF8'')::jsonb, convert_from(\1metadata, ''UTF8'')::jsonb', 'g');
  end loop;
end $do$;

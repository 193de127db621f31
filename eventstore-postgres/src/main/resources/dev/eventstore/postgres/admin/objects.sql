-- What stands in the schema by itself: kind, name, and how a statement names it. Parts of tables and of extensions do not.
with place as (select n.oid, n.nspname from pg_namespace n where n.nspname = ?),
objects as (
  select 'pg_class'::regclass as catalog, c.oid, c.relname::text as name, format('%I.%I', place.nspname, c.relname) as called,
         case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view'
                        when 'f' then 'foreign table' when 'c' then 'type' else 'table' end as kind
    from pg_class c, place where c.relnamespace = place.oid and c.relkind in ('r', 'p', 'S', 'v', 'm', 'f', 'c')
  union all
  select 'pg_proc'::regclass, p.oid, p.proname::text,
         format('%I.%I(%s)', place.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
         case when p.prorettype = 'trigger'::regtype then 'trigger function' when p.prokind = 'f' then 'function' else 'routine' end
    from pg_proc p, place where p.pronamespace = place.oid
  union all
  select 'pg_type'::regclass, t.oid, t.typname::text, format('%I.%I', place.nspname, t.typname), 'type'
    from pg_type t, place where t.typnamespace = place.oid and t.typrelid = 0 and t.typtype <> 'm'
     and not exists (select from pg_type e where e.typarray = t.oid)
  union all
  select 'pg_extension'::regclass, x.oid, x.extname::text, quote_ident(x.extname), 'extension'
    from pg_extension x, place where x.extnamespace = place.oid)
select o.kind, o.name, o.called from objects o
 where not exists (select from pg_depend d where d.classid = o.catalog and d.objid = o.oid and d.deptype in ('a', 'i', 'e'))
 order by 1, 2, 3

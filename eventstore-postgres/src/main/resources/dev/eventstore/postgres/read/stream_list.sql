-- A page of streams with the size of the whole. Versions are looked up for the streams of the page only, unless they make the
-- order. The term is looked for as it is: strpos knows no pattern. An empty one is in every name.
with asked as (select ?::text as term, ?::boolean as with_all, ?::boolean as with_deleted),
listed as not materialized (
  select t.stream_id, t.name, t.created_at, t.deleted_at, t.link_floor
    from ${schema}.streams t, asked a
   where strpos(t.name, a.term) > 0 and (a.with_deleted or t.deleted_at is null)
  union all
  select 0, '$all' collate "C", h.created_at, null, null
    from ${schema}.head h, asked a
   where h.id = 1 and strpos('$all', a.term) > 0 and a.with_all)
select w.total, l.name, l.created_at, l.deleted_at, ${version}
  from (select count(*) as total from listed) w
  left join (
    select l.*, row_number() over () as place
      from (select l.* from listed l order by ${order} limit ? offset ?) l) l on true
 order by l.place

-- A page of streams with the size of the whole. Versions are looked up for the streams of the page only, unless they make the
-- order. The term is looked for as it is: strpos knows no pattern. An empty one is in every name.
with listed as not materialized (
  select * from ${schema}.stream_list l
   where strpos(l.name, ?) > 0 and (? or l.stream_id <> 0) and (? or l.deleted_at is null))
select w.total, p.name, p.created_at, p.deleted_at, v.version
  from (select count(*) as total from listed) w
  left join (
    select l.stream_id, l.name, l.created_at, l.deleted_at, row_number() over () as place
      from (select l.stream_id, l.name, l.created_at, l.deleted_at from listed l order by ${order} limit ? offset ?) l) p on true
  left join lateral (select s.version from ${schema}.stream_list s where s.stream_id = p.stream_id) v on true
 order by p.place

select t.name, q.version
  from (select e.stream_id, e.version, e.position,
               lag(e.position) over (partition by e.stream_id order by e.version) as before
          from ${schema}.events e) q
  join ${schema}.streams t on t.stream_id = q.stream_id
 where q.position < q.before
 limit 1

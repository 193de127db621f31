select l.link_id, t.name
  from (select * from ${schema}.links x where x.link_id > ? order by x.link_id limit ?) l
  join ${schema}.streams t on t.stream_id = l.stream_id
 order by l.link_id

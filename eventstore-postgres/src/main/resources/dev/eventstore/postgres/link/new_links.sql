select n.link_id, n.name, n.hard
  from (select l.link_id, t.name, false as hard
          from (select * from ${schema}.links x where x.link_id > ? order by x.link_id limit ?) l
          join ${schema}.streams t on t.stream_id = l.stream_id
        union all
        (select d.link_id, d.name, d.hard from ${schema}.deletions d where d.link_id > ? order by d.link_id limit ?)) n
 order by n.link_id limit ?

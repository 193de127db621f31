select s.checkpoint
  from unnest(?::text[], ?::text[]) with ordinality as asked (stream, name, place)
  left join ${schema}.subscriptions s on s.stream = asked.stream and s.name = asked.name
 order by asked.place

select count(*), coalesce(sum(('x' || substr(md5(q::text), 1, 15))::bit(60)::bigint), 0)::text from (${rows}) q

select concat_ws('.', m.major, m.minor, m.patch) from ${source}.schema_migrations m order by m.major desc, m.minor desc, m.patch desc limit 1

insert into ${schema}.schema_migrations (version, name, checksum, applied_at) values (?, ?, ?, clock_timestamp())

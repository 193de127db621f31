select version, name, checksum, applied_at from ${schema}.schema_migrations order by version

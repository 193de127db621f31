select version, name, checksum from ${schema}.schema_migrations order by version

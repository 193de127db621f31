select to_regclass('${schema}.schema_migrations') is not null,
       exists (select from pg_attribute a
                where a.attrelid = to_regclass('${schema}.schema_migrations') and a.attname = 'checksum')

select has_table_privilege(?, '${schema}.events', 'update, delete, truncate')

${schema}.${table}

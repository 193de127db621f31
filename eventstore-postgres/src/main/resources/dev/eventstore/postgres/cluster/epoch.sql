select epoch from ${schema}.head where id = 1

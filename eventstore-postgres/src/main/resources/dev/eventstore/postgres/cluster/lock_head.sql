select epoch from ${schema}.lock_head()

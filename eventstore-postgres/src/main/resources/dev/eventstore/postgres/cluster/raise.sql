update ${schema}.head set epoch = ? where id = 1

delete from ${schema}.nodes

select ${schema}.renew_node(?, ?, ?)

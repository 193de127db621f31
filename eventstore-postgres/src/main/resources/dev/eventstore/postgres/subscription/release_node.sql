select ${schema}.release_node(?)

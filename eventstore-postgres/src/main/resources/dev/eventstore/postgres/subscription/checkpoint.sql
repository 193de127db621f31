select ${schema}.write_checkpoints(?, ?, ?, ?)

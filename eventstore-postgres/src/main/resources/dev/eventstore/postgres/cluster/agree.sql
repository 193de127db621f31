select name, value from ${schema}.agree_settings(?, ?)

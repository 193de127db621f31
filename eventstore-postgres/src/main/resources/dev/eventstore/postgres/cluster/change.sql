select ${schema}.change_settings(?, ?)

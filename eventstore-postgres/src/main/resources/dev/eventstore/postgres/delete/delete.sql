select outcome, version, superseded_by, link_id from ${schema}.delete_stream(?, ?, ?, ?, ?)

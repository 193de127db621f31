select outcome, first_version, last_version, last_position, other_id, other_stream
  from ${schema}.append_one(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

select outcome, first_version, last_version, last_position, other_id, last_link
  from ${schema}.link_events(?, ?, ?, ?, ?)

select superseded_by, first_position, versions,
       odd_append, odd_outcome, odd_first, odd_last, odd_position, odd_id, odd_stream, stream_ids, link, held, append_number
  from ${schema}.append_batch(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

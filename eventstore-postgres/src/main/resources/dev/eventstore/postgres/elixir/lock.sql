select h.epoch, h.last_position from ${schema}.lock_head() h

select pid, application_name, state, extract(epoch from clock_timestamp() - xact_start)::bigint as seconds
  from pg_stat_activity where pid = any (pg_blocking_pids(?))

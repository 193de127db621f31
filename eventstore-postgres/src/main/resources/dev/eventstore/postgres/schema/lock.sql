select pg_advisory_xact_lock(hashtextextended('eventstore migrations of ${schema}', 0))

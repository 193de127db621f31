lock table ${source}.streams, ${source}.events, ${source}.stream_events, ${source}.snapshots, ${source}.subscriptions in share mode

select b.stream_uuid::text as stream, b.subscription_name::text as name,
       coalesce(b.last_seen, 0)::bigint as started_after, coalesce(b.last_seen, 0)::bigint as checkpoint,
       row_number() over (order by b.subscription_id) as token, ${b.created_at} as created_at
  from ${source}.subscriptions b
 order by b.subscription_id

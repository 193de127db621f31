select 'stream', s.stream_uuid::text from ${source}.streams s where s.stream_id <> 0
union all
select 'subscription', b.subscription_name::text from ${source}.subscriptions b
union all
select 'stream', b.stream_uuid::text from ${source}.subscriptions b
union all
select 'type', e.event_type::text from (select distinct x.event_type from ${source}.events x) e

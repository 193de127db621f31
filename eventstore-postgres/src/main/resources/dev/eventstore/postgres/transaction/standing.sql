-- The lock waits for a commit under way whose answer was lost.
select s.checkpoint from ${schema}.subscriptions s where s.stream = ? and s.name = ? and s.token = ? for update

-- What an application needs. It cannot update, delete or truncate events, nor own anything, so it can neither alter tables and
-- functions nor switch off the trigger. To lock the head row it must be allowed to update a column of it; the epoch and
-- its claim are those that nodes of a cluster write. So it can delete streams softly; hard deletes are the owner's.
grant usage on schema ${schema} to ${role};
grant select on ${schema}.schema_migrations, ${schema}.store_settings to ${role};
grant select, update (epoch, claim) on ${schema}.head to ${role};
grant select, insert on ${schema}.events, ${schema}.links to ${role};
grant select, insert, update (deleted_at, link_floor) on ${schema}.streams to ${role};
grant select, insert, delete on ${schema}.deletions to ${role};
grant select, insert, update, delete
  on ${schema}.subscriptions, ${schema}.parked, ${schema}.nodes, ${schema}.cluster_settings, ${schema}.snapshots to ${role};
grant usage on sequence ${schema}.stream_ids, ${schema}.link_ids, ${schema}.append_numbers to ${role};
-- After a restore tokens are raised beyond those that were handed out before.
grant usage, update on sequence ${schema}.lease_tokens to ${role};

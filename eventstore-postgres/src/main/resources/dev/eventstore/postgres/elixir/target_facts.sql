select (select count(*) from ${schema}.events),
       (select count(*) from ${schema}.streams),
       (select count(*) from ${schema}.streams t where t.deleted_at is not null),
       (select count(*) from ${schema}.links),
       (select count(*) from ${schema}.snapshots),
       (select count(*) from ${schema}.subscriptions),
       (select h.floor from ${schema}.head h)

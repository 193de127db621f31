analyze ${schema}.streams, ${schema}.events, ${schema}.links, ${schema}.snapshots, ${schema}.subscriptions

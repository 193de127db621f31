select from ${schema}.subscriptions order by subscription_id for update

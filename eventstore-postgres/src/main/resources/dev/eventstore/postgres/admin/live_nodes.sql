select distinct name from ${schema}.nodes where expires_at > clock_timestamp() order by name

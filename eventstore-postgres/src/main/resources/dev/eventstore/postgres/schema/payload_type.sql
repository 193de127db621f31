select value from ${schema}.store_settings where name = 'payload'

select setval('${schema}.lease_tokens', nextval('${schema}.lease_tokens') + 1000000000)

-- It waits for the append that holds the row; those after it see the new epoch. Sent again, it finds what it did.
update ${schema}.head h set epoch = n.expected + 1, claim = n.claim
  from (values (cast(? as bigint), cast(? as uuid))) as n(expected, claim)
 where h.id = 1 and (h.epoch = n.expected or h.epoch = n.expected + 1 and h.claim = n.claim)

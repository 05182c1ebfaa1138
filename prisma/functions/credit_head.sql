-- The head of the burn order. While nothing is due, a charge burns from one bucket for a long time: the first by priority,
-- expiry and age. What remains of it is kept in the account's own row, which every charge writes anyway; its row in
-- "CreditGrant" is written when the head changes. So the common charge is one update and one insert. credit_lock puts the head
-- back before anything else touches the buckets; this takes it again, as the last thing. Only while nothing is due: a
-- bucket past its time, kept for a hold, is never the head.
create or replace function credit_take_head(p_user uuid, p_now timestamptz) returns void language sql as $$
  update "CreditAccount" a set "headId" = head.id, "headRemaining" = head.remaining
  from (
    select id, remaining from "CreditGrant"
    where "userId" = p_user and open
    order by priority, "expiresAt", id limit 1
  ) head
  where a."userId" = p_user and a."nextEventAt" > p_now
$$;

-- The open buckets in burn order, with what really remains of each.
create or replace function credit_buckets(p_user uuid) returns setof "CreditGrant" language sql stable as $$
  select b."userId", b.id, b.kind, b."sourceKey", b.granted,
    case when b.id = a."headId" then a."headRemaining" else b.remaining end,
    b.expired, b.reversed, b."clawedBack", b.indebted, b.priority, b."expiresAt", b.open, b.reason, b."paidBy", b."createdAt"
  from "CreditAccount" a join "CreditGrant" b using ("userId")
  where a."userId" = p_user and b.open
  order by b.priority, b."expiresAt", b.id
$$;

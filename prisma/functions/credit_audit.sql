-- Rebuilds every balance from its parts and describes what does not agree; changes nothing. One row per disagreement,
-- for one account or, with null, for all. Reads one snapshot, so it may run while the ledger is in use.
create or replace function credit_audit(p_user uuid default null)
returns table (user_id uuid, problem text, subject text, expected bigint, found bigint)
language sql stable as $$
  with account as (
    select * from "CreditAccount" where p_user is null or "userId" = p_user
  ), bucket as (
    select * from "CreditGrant" where p_user is null or "userId" = p_user
  ), entry as (
    select *, lag("balanceAfter", 1, 0::bigint) over chain as balance_before, row_number() over chain as place
    from "CreditEntry" where p_user is null or "userId" = p_user
    window chain as (partition by "userId" order by seq)
  ), hold as (
    select * from "CreditHold" where p_user is null or "userId" = p_user
  ), totals as (
    select a."userId", a.available + a.held as balance, a.held, a.debt, a.seq,
      coalesce(b.remaining, 0) as remaining, coalesce(h.held, 0) as live,
      coalesce(e.balance, 0) as booked, coalesce(e.debt, 0) as booked_debt, coalesce(e.entries, 0) as entries
    from account a
    left join (select "userId", sum(remaining)::bigint as remaining from bucket where open group by 1) b using ("userId")
    left join (select "userId", sum(amount)::bigint as held from hold where state = 'held' group by 1) h using ("userId")
    left join (
      select "userId", sum(delta)::bigint as balance, sum("debtDelta")::bigint as debt, count(*) as entries
      from entry group by 1
    ) e using ("userId")
  ), moved as (
    select e."userId", pair.id, e.kind, sum(pair.amount)::bigint as amount
    from entry e
    cross join lateral (
      select e.allocation[2 * i - 1] as id, e.allocation[2 * i] as amount
      from generate_series(1, cardinality(e.allocation) / 2) i
    ) pair
    group by 1, 2, 3
  ), used as (
    select "userId", id,
      coalesce(sum(amount) filter (where kind = 'grant'), 0)::bigint as granted,
      coalesce(sum(amount) filter (where kind in ('burn', 'repay')), 0)::bigint as burned,
      coalesce(sum(amount) filter (where kind = 'expire'), 0)::bigint as expired,
      (coalesce(sum(amount) filter (where kind = 'clawback'), 0)
        - coalesce(sum(amount) filter (where kind = 'reinstate'), 0))::bigint as clawed
    from moved group by 1, 2
  ), buckets as (
    select b."userId", b.id, b.granted, b.remaining, b.expired, b."clawedBack", coalesce(u.granted, 0) as u_granted,
      coalesce(u.burned, 0) as u_burned, coalesce(u.expired, 0) as u_expired, coalesce(u.clawed, 0) as u_clawed
    from bucket b left join used u using ("userId", id)
  )
  select "userId", 'balance differs from the open buckets', 'account', remaining, balance from totals where remaining <> balance
  union all
  select "userId", 'held differs from the live holds', 'account', live, held from totals where live <> held
  union all
  select "userId", 'balance differs from the statement', 'account', booked, balance from totals where booked <> balance
  union all
  select "userId", 'debt differs from the statement', 'account', booked_debt, debt from totals where booked_debt <> debt
  union all
  select "userId", 'number of entries differs from the counter', 'account', seq, entries from totals where seq <> entries
  union all
  select "userId", 'entries have a gap', 'entry ' || seq, place, seq from entry where seq <> place
  union all
  select "userId", 'entry does not continue the one before', 'entry ' || seq, balance_before + delta, "balanceAfter"
  from entry where "balanceAfter" <> balance_before + delta
  union all
  select "userId", 'bucket was not granted by the statement', 'bucket ' || id, u_granted, granted
  from buckets where granted <> u_granted
  union all
  select "userId", 'bucket''s rest differs from the statement', 'bucket ' || id, granted - u_burned - u_expired - u_clawed, remaining
  from buckets where remaining <> granted - u_burned - u_expired - u_clawed
  union all
  select "userId", 'bucket''s expired part differs from the statement', 'bucket ' || id, u_expired, expired
  from buckets where expired <> u_expired
  union all
  select "userId", 'bucket''s clawed-back part differs from the statement', 'bucket ' || id, u_clawed, "clawedBack"
  from buckets where "clawedBack" <> u_clawed
  union all
  select h."userId", 'settled hold differs from its entry', 'hold ' || h."operationKey", h.captured,
    coalesce(e."debtDelta" - e.delta, 0)
  from hold h
  left join entry e on e."userId" = h."userId" and e."operationKey" = h."operationKey" and e.kind = 'burn'
  where coalesce(h.captured, 0) <> coalesce(e."debtDelta" - e.delta, 0)
$$;

-- Rebuilds every balance from its parts and describes what does not agree; changes nothing. One row per disagreement,
-- for one account or, with null, for all. Reads one snapshot, so it may run while the ledger is in use.
-- Accounts are compared by sums over one pass of the statement; only where links are left over is the chain of entries read one
-- by one to say where.
create or replace function credit_audit(p_user uuid default null)
returns table (user_id uuid, problem text, subject text, expected bigint, found bigint)
language sql stable as $$
  with account as (
    select "userId", available + held as balance, held, debt, seq, "headId", "headRemaining" from "CreditAccount"
    where p_user is null or "userId" = p_user
  ), bucket as (
    select g.id, g."userId", g.granted, g.expired, g."clawedBack", g.reversed,
      case when g.id = a."headId" then a."headRemaining" else g.remaining end as remaining
    from "CreditGrant" g join account a using ("userId")
  ), entry as not materialized (
    select "userId", seq, kind, delta, "balanceAfter", "debtDelta", allocation, detail from "CreditEntry"
    where p_user is null or "userId" = p_user
  ), statement as (
    select "userId", sum(delta)::bigint as balance, sum("debtDelta")::bigint as debt, count(*) as entries, max(seq) as seq,
      -- Each entry's end meets the next one's beginning and cancels it out: what is left is the first beginning and the last end.
      bit_xor(hashint8extended("balanceAfter", seq) # hashint8extended("balanceAfter" - delta, seq - 1)) as links
    from entry group by 1
  ), totals as (
    select a.*, coalesce(b.remaining, 0) as remaining, coalesce(h.held, 0) as live, coalesce(s.balance, 0) as booked,
      coalesce(s.debt, 0) as booked_debt, coalesce(s.entries, 0) as entries, coalesce(s.seq, 0) as last_seq,
      s.links <> hashint8extended(a.balance, a.seq) # hashint8extended(0, 0) as broken
    from account a
    left join (select "userId", sum(remaining)::bigint as remaining from bucket group by 1) b using ("userId")
    left join (select "userId", sum(amount)::bigint as held from "CreditHold" group by 1) h using ("userId")
    left join statement s using ("userId")
  ), chain as (
    select "userId", seq, delta, "balanceAfter", row_number() over entries as place,
      lag("balanceAfter", 1, 0::bigint) over entries as before
    from "CreditEntry"
    where "userId" in (select "userId" from totals where broken or entries <> last_seq)
    window entries as (partition by "userId" order by seq)
  ), moved as (
    -- Nearly every entry touches one bucket.
    select allocation[1] as id, allocation[2] as amount, kind from entry where cardinality(allocation) = 2
    union all
    select allocation[2 * i - 1], allocation[2 * i], kind
    from entry cross join generate_series(1, cardinality(allocation) / 2) i where cardinality(allocation) > 2
  ), used as (
    select id, sum(case when kind = 'grant' then amount else 0 end)::bigint as granted,
      sum(case when kind in ('burn', 'repay') then amount else 0 end)::bigint as burned,
      sum(case when kind = 'expire' then amount else 0 end)::bigint as expired,
      sum(case kind when 'clawback' then amount when 'reinstate' then -amount else 0 end)::bigint as clawed
    from moved group by 1
  ), targets as (
    select distinct on (allocation[1]) allocation[1] as id, (detail ->> 'target')::bigint as target
    from entry where kind in ('clawback', 'reinstate')
    order by allocation[1], seq desc
  ), buckets as (
    select b.*, coalesce(u.granted, 0) as u_granted, coalesce(u.burned, 0) as u_burned,
      coalesce(u.expired, 0) as u_expired, coalesce(u.clawed, 0) as u_clawed
    from bucket b left join used u using (id)
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
  select "userId", 'entries have a gap', 'entry ' || seq, place, seq from chain where seq <> place
  union all
  select "userId", 'entry does not continue the one before', 'entry ' || seq, before + delta, "balanceAfter"
  from chain where "balanceAfter" <> before + delta
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
  select "userId", 'bucket''s reversal differs from the statement', 'bucket ' || id, coalesce(target, 0), reversed
  from bucket left join targets using (id) where reversed <> coalesce(target, 0)
  union all
  select a."userId", 'frozen differs from its causes', 'account', coalesce(f.causes, 0), a.frozen::int
  from "CreditAccount" a left join (select "userId", count(*) as causes from "CreditFreeze" group by 1) f using ("userId")
  where (p_user is null or a."userId" = p_user) and a.frozen <> (f.causes is not null)
  union all
  select h."userId", 'hold of an operation that has ended', 'hold ' || h."operationKey", 0, h.amount
  from "CreditHold" h
  where (p_user is null or h."userId" = p_user) and exists (
    select from "CreditEntry" e
    where e."userId" = h."userId" and e."operationKey" = h."operationKey" and e.kind in ('burn', 'release', 'lapse'))
  union all
  select distinct "userId", 'entries or holds without an account', 'account', null::bigint, null::bigint
  from (select "userId" from statement union all select "userId" from "CreditHold" where p_user is null or "userId" = p_user) x
  where not exists (select from "CreditAccount" a where a."userId" = x."userId")
$$;

-- The same for what moved since p_since, without reading the years before: accounts with new entries or live holds. Their balance
-- against their open buckets, holds and last entry; every new entry against the one before.
create or replace function credit_audit_recent(p_since timestamptz)
returns table (user_id uuid, problem text, subject text, expected bigint, found bigint)
language sql stable as $$
  with hold as materialized (
    select "userId", sum(amount)::bigint as held from "CreditHold" group by 1
  ), account as materialized (
    select a.*, coalesce(h.held, 0) as live from "CreditAccount" a left join hold h using ("userId")
    where a."movedAt" >= p_since or h.held > 0 or a.held > 0
  ), bucket as materialized (
    select a."userId", sum(case when g.id = a."headId" then a."headRemaining" else g.remaining end)::bigint as remaining
    from account a join "CreditGrant" g on g."userId" = a."userId" and g.open
    group by 1
  ), recent as materialized (
    -- Back to the last entry before p_since, which the first new one continues.
    select e.* from account a cross join lateral (
      select "userId", seq, delta, "balanceAfter", "createdAt" from "CreditEntry"
      where "userId" = a."userId" and seq >= coalesce((
        select seq from "CreditEntry" where "userId" = a."userId" and "createdAt" < p_since order by seq desc limit 1), 0)
    ) e
  ), chain as materialized (
    select *, lag(seq, 1, 0::bigint) over entries as seq_before, lag("balanceAfter", 1, 0::bigint) over entries as before
    from recent window entries as (partition by "userId" order by seq)
  ), last as (
    select distinct on ("userId") "userId", seq, "balanceAfter" from recent order by "userId", seq desc
  )
  select "userId", 'balance differs from the open buckets', 'account', coalesce(remaining, 0), available + held
  from account left join bucket using ("userId") where coalesce(remaining, 0) <> available + held
  union all
  select "userId", 'held differs from the live holds', 'account', live, held from account where live <> held
  union all
  select "userId", 'balance differs from the statement', 'account', coalesce("balanceAfter", 0), available + held
  from account left join last using ("userId") where coalesce("balanceAfter", 0) <> available + held
  union all
  select "userId", 'number of entries differs from the counter', 'account', account.seq, coalesce(last.seq, 0)
  from account left join last using ("userId") where account.seq <> coalesce(last.seq, 0)
  union all
  select "userId", 'entries have a gap', 'entry ' || seq, seq_before + 1, seq
  from chain where seq <> seq_before + 1 and "createdAt" >= p_since
  union all
  select "userId", 'entry does not continue the one before', 'entry ' || seq, before + delta, "balanceAfter"
  from chain where "balanceAfter" <> before + delta and "createdAt" >= p_since
  union all
  select a."userId", 'frozen differs from its causes', 'account', coalesce(f.causes, 0), a.frozen::int
  from account a left join (select "userId", count(*) as causes from "CreditFreeze" group by 1) f using ("userId")
  where a.frozen <> (f.causes is not null)
  union all
  select "userId", 'entries or holds without an account', 'account', null::bigint, null::bigint
  from hold where not exists (select from "CreditAccount" a where a."userId" = hold."userId")
$$;

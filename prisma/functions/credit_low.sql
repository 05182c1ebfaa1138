-- When credits run low: at or below 20 % of the period's credits, the mark that each monthly grant sets. low is 0 above it, 1
-- from the crossing until somebody took the notice, then 2; so there is one notice per crossing.
create or replace function credit_low(p_low smallint, p_mark bigint, p_balance bigint) returns smallint
language sql immutable parallel safe as $$
  select case when p_balance > p_mark then 0::smallint when p_low = 0 then 1::smallint else p_low end
$$;

-- The mark for a month of so many credits. The caller holds the account's lock.
create or replace function credit_set_low_mark(p_user uuid, p_amount bigint) returns void language sql as $$
  update "CreditAccount"
  set "lowMark" = p_amount / 5, low = credit_low(low, p_amount / 5, available + held)
  where "userId" = p_user and p_amount is not null
$$;

-- Whom to tell: each crossing is handed out once, to the transaction that takes it.
create or replace function credit_take_low_notices(p_limit int)
returns table (user_id uuid, balance bigint, mark bigint, seq bigint) language sql as $$
  update "CreditAccount" a set low = 2
  where "userId" in (
    select "userId" from "CreditAccount" where low = 1 limit p_limit for no key update skip locked)
  returning "userId", a.available + a.held, "lowMark", a.seq
$$;

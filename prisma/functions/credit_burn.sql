-- Takes p_amount out of the open buckets: priority, expiry, age. Only buckets that are not past their time at p_now. The
-- caller holds the account's lock and has made sure that the balance covers the amount. Returns the allocation.
-- A loop and not one statement: each update sees the rows as they are after the lock, and it stops at the first bucket
-- that suffices.
create or replace function credit_burn(p_user uuid, p_amount bigint, p_now timestamptz)
returns bigint[] language plpgsql as $$
declare
  v_grant record;
  v_take bigint;
  v_left bigint := p_amount;
  v_allocation bigint[] := '{}';
begin
  if v_left = 0 then return v_allocation; end if;
  for v_grant in
    select id, remaining from "CreditGrant"
    where "userId" = p_user and open and ("expiresAt" is null or "expiresAt" > p_now)
    order by priority, "expiresAt", id
  loop
    v_take := least(v_grant.remaining, v_left);
    update "CreditGrant" set remaining = remaining - v_take, open = remaining > v_take
    where "userId" = p_user and id = v_grant.id;
    v_allocation := v_allocation || array[v_grant.id, v_take];
    v_left := v_left - v_take;
    exit when v_left = 0;
  end loop;
  if v_left > 0 then
    raise exception 'ledger invariant broken: buckets of % lack % micro-credits', p_user, v_left;
  end if;
  return v_allocation;
end $$;

-- Up to p_amount out of the buckets that expired after p_taken_at and are only kept for holds taken before. A hold uses
-- these first, earliest expiry first: they are lost to the user otherwise, and later ones stay for younger holds.
create or replace function credit_burn_kept(p_user uuid, p_amount bigint, p_taken_at timestamptz, p_now timestamptz)
returns bigint[] language plpgsql as $$
declare
  v_grant record;
  v_take bigint;
  v_left bigint := p_amount;
  v_allocation bigint[] := '{}';
begin
  for v_grant in
    select id, remaining from "CreditGrant"
    where "userId" = p_user and open and "expiresAt" >= p_taken_at and "expiresAt" <= p_now
    order by "expiresAt", id
  loop
    exit when v_left = 0;
    v_take := least(v_grant.remaining, v_left);
    update "CreditGrant" set remaining = remaining - v_take, open = remaining > v_take
    where "userId" = p_user and id = v_grant.id;
    v_allocation := v_allocation || array[v_grant.id, v_take];
    v_left := v_left - v_take;
  end loop;
  return v_allocation;
end $$;

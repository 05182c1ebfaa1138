-- The first thing every function does: the account row, locked until the transaction ends. Whoever holds it is alone with
-- everything of this account, so what follows needs no further lock and sees the present.
create or replace function credit_lock(p_user uuid) returns "CreditAccount" language plpgsql as $$
declare
  v_account "CreditAccount";
begin
  select * into v_account from "CreditAccount" where "userId" = p_user for no key update;
  if not found then
    raise exception 'no credit account for user %', p_user using errcode = 'no_data_found';
  end if;
  return v_account;
end $$;

-- The same, making the account when there is none: a payment must find a place to go.
create or replace function credit_lock_or_open(p_user uuid) returns "CreditAccount" language plpgsql as $$
begin
  insert into "CreditAccount" ("userId") values (p_user) on conflict do nothing;
  return credit_lock(p_user);
end $$;

-- When something next changes by itself: the earliest expiry of an open bucket or the earliest monthly grant. A bucket that
-- is past its time but under a live hold keeps this in the past, so that the next call looks again.
create or replace function credit_next_event(p_user uuid) returns timestamptz language sql stable as $$
  select coalesce(least(
    (select min("expiresAt") from "CreditGrant" where "userId" = p_user and open),
    (select min("nextAt") from "CreditAllowance" where "userId" = p_user and not paused)
  ), 'infinity')
$$;

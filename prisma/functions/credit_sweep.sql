-- Gives back what is held past its time: its process died, and nobody here knows what was used. Should it live and settle
-- after all, credit_settle books the real amount, once. Accounts that are busy are left for the next run, so the sweep
-- waits for nobody and two sweeps share the work. Returns how many holds it closed.
create or replace function credit_sweep(p_limit int, p_now timestamptz default null) returns int language plpgsql as $$
declare
  v_due record;
  v_account "CreditAccount";
  v_hold "CreditHold";
  v_now timestamptz := coalesce(p_now, clock_timestamp());
  v_closed int := 0;
begin
  for v_due in
    select "userId", "operationKey" from "CreditHold"
    where state = 'held' and "expiresAt" <= v_now
    order by "expiresAt" limit p_limit
  loop
    select * into v_account from "CreditAccount" where "userId" = v_due."userId" for no key update skip locked;
    continue when not found;
    select * into v_hold from "CreditHold"
    where "userId" = v_due."userId" and "operationKey" = v_due."operationKey" and state = 'held';
    continue when not found;
    perform credit_close_unused(
      v_account, v_due."operationKey", v_hold.amount, 'expired', coalesce(p_now, clock_timestamp()));
    v_closed := v_closed + 1;
  end loop;
  return v_closed;
end $$;

-- Gives back what is held past its time: its process died, and nobody here knows what was used. Should it live and settle
-- after all, credit_close books the real amount, once. Accounts that are busy are left for the next run, so the sweep
-- waits for nobody and two sweeps share the work. Returns how many holds it closed.
create or replace function credit_sweep(p_limit int, p_now timestamptz default null) returns int language plpgsql as $$
declare
  v_due record;
  v_closed int := 0;
begin
  for v_due in
    select "userId", "operationKey" from "CreditHold"
    where "expiresAt" <= coalesce(p_now, clock_timestamp())
    order by "expiresAt" limit p_limit
  loop
    perform from "CreditAccount" where "userId" = v_due."userId" for no key update skip locked;
    continue when not found;
    -- Closed or renewed since it was read: not ours.
    perform from "CreditHold"
    where "userId" = v_due."userId" and "operationKey" = v_due."operationKey"
      and "expiresAt" <= coalesce(p_now, clock_timestamp())
    for update;
    continue when not found;
    perform credit_close(v_due."userId", v_due."operationKey", 'lapse', p_now => p_now);
    v_closed := v_closed + 1;
  end loop;
  return v_closed;
end $$;

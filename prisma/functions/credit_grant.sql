-- Gives credits, once per source key. Granted or replayed, with the balance after.
create or replace function credit_grant(
  p_user uuid, p_kind "CreditGrantKind", p_source_key text, p_amount bigint, p_expires_at timestamptz,
  p_priority int, p_reason text, p_paid_by text, p_detail jsonb, p_now timestamptz default null,
  out outcome text, out available bigint, out held bigint, out debt bigint, out seq bigint, out low smallint, out frozen boolean
) language plpgsql as $$
#variable_conflict use_column
declare
  v_account "CreditAccount" := credit_lock_or_open(p_user);
  v_now timestamptz := coalesce(p_now, clock_timestamp());
begin
  perform credit_roll_locked(p_user, v_account."nextEventAt", v_now);
  if credit_put(p_user, p_kind, p_source_key, p_amount, p_expires_at, p_priority, p_reason, p_paid_by, p_detail, v_now) then
    outcome := 'granted';
    perform credit_reschedule(p_user, v_now);
  else
    outcome := 'replayed';
  end if;
  perform credit_take_head(p_user, v_now);
  select a.available, a.held, a.debt, a.seq, a.low, a.frozen into available, held, debt, seq, low, frozen
  from "CreditAccount" a where a."userId" = p_user;
end $$;

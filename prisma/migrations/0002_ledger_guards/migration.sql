-- The ledger's rules that Prisma's schema cannot say. They hold whoever writes: the functions, a console, a mistake.

-- 9007199254740991 is the largest whole number a JavaScript double holds exactly (lib/credits/unit.ts); no amount may
-- leave that range.

-- Accounts are rewritten by every charge: room on each page lets the new version stay beside the old one (a heap-only
-- update: no index is touched, the page is pruned without vacuum).
ALTER TABLE "CreditAccount" SET (fillfactor = 50);
ALTER TABLE "CreditGrant" SET (fillfactor = 60);

-- Holds come and go: what they leave behind is cleaned up before the table outgrows its few live rows.
ALTER TABLE "CreditHold" SET (
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.2,
  autovacuum_analyze_threshold = 1000000000, autovacuum_vacuum_cost_delay = 0);

CREATE FUNCTION credit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on "%": %', lower(tg_op), tg_table_name, tg_argv[0] USING ERRCODE = 'restrict_violation';
END $$;

-- ───────────── Accounts ─────────────

ALTER TABLE "CreditAccount"
  ADD CONSTRAINT "CreditAccount_amounts" CHECK (
    available >= 0 AND held >= 0 AND debt >= 0 AND seq >= 0
    AND available + held <= 9007199254740991 AND debt <= 9007199254740991),
  ADD CONSTRAINT "CreditAccount_head" CHECK (
    ("headId" IS NULL) = ("headRemaining" IS NULL)
    AND ("headRemaining" IS NULL OR ("headRemaining" > 0 AND "headRemaining" <= available + held))),
  ADD CONSTRAINT "CreditAccount_low" CHECK (low BETWEEN 0 AND 2);

-- Who is yet to be told that credits run low.
CREATE INDEX "CreditAccount_low_idx" ON "CreditAccount" ("userId") WHERE low = 1;

-- ───────────── Buckets ─────────────

ALTER TABLE "CreditGrant"
  ADD CONSTRAINT "CreditGrant_amounts" CHECK (
    granted > 0 AND granted <= 9007199254740991
    AND remaining >= 0 AND "clawedBack" >= 0 AND expired >= 0 AND indebted >= 0
    AND remaining <= granted AND "clawedBack" <= granted AND expired <= granted
    AND remaining + "clawedBack" + expired <= granted),
  ADD CONSTRAINT "CreditGrant_reversed" CHECK (
    reversed <= granted AND indebted <= granted AND "clawedBack" + indebted <= reversed),
  ADD CONSTRAINT "CreditGrant_open" CHECK (open = (remaining > 0)),
  ADD CONSTRAINT "CreditGrant_sourceKey" CHECK ("sourceKey" <> '');

-- The burn order. The predicate is `open`, not `remaining`, so that burning changes nothing an index knows.
CREATE INDEX "CreditGrant_open_idx" ON "CreditGrant" ("userId", priority, "expiresAt", id) WHERE open;

-- ───────────── Holds ─────────────

ALTER TABLE "CreditHold"
  ADD CONSTRAINT "CreditHold_amount" CHECK (amount > 0 AND amount <= 9007199254740991),
  ADD CONSTRAINT "CreditHold_operationKey" CHECK ("operationKey" <> '');

CREATE TRIGGER "CreditHold_only_renewed" BEFORE UPDATE ON "CreditHold" FOR EACH ROW
  WHEN ((new."userId", new."operationKey", new."requestHash", new.amount, new."createdAt")
    IS DISTINCT FROM (old."userId", old."operationKey", old."requestHash", old.amount, old."createdAt"))
  EXECUTE FUNCTION credit_refuse('a hold never changes what it was taken for');

-- ───────────── Entries ─────────────

-- Sum of an allocation: pairs of bucket id and amount.
CREATE FUNCTION credit_allocated(p_allocation bigint[]) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  v_total bigint := 0;
BEGIN
  IF cardinality(p_allocation) % 2 <> 0 THEN RETURN NULL; END IF;
  FOR i IN 1 .. cardinality(p_allocation) / 2 LOOP
    v_total := v_total + p_allocation[2 * i];
  END LOOP;
  RETURN v_total;
END $$;

-- The row that every charge writes: two indexes and no more.
ALTER TABLE "CreditEntry"
  ALTER COLUMN allocation SET NOT NULL,
  ADD CONSTRAINT "CreditEntry_amounts" CHECK (
    seq > 0 AND "balanceAfter" >= 0 AND "balanceAfter" <= 9007199254740991
    AND delta >= -9007199254740991 AND "debtDelta" >= -9007199254740991 AND "debtDelta" <= 9007199254740991),
  ADD CONSTRAINT "CreditEntry_direction" CHECK (
    CASE kind
      WHEN 'burn' THEN delta <= 0 AND "debtDelta" >= 0
      WHEN 'release' THEN delta = 0 AND "debtDelta" = 0
      WHEN 'lapse' THEN delta = 0 AND "debtDelta" = 0
      WHEN 'grant' THEN delta > 0 AND "debtDelta" = 0
      WHEN 'repay' THEN delta < 0 AND "debtDelta" = delta
      WHEN 'expire' THEN delta < 0 AND "debtDelta" = 0
      WHEN 'clawback' THEN delta <= 0 AND "debtDelta" >= 0
      WHEN 'reinstate' THEN delta >= 0 AND "debtDelta" <= 0
    END),
  -- One bucket is what nearly every charge burns from: written out, it costs no function call.
  ADD CONSTRAINT "CreditEntry_allocation" CHECK (
    CASE cardinality(allocation)
      WHEN 2 THEN allocation[2] = abs(delta)
      ELSE credit_allocated(allocation) IS NOT DISTINCT FROM abs(delta)
    END),
  ADD CONSTRAINT "CreditEntry_operationKey" CHECK ("operationKey" <> '');

ALTER INDEX "CreditEntry_createdAt_idx" SET (autosummarize = on);

CREATE TRIGGER "CreditEntry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "CreditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION credit_refuse('the statement is append-only');

-- ───────────── Allowances ─────────────

ALTER TABLE "CreditAllowance"
  ADD CONSTRAINT "CreditAllowance_amounts" CHECK (
    amount > 0 AND amount <= 9007199254740991 AND "rolloverCap" >= 0 AND "rolloverCap" <= 9007199254740991
    AND "nextPeriod" >= 0),
  ADD CONSTRAINT "CreditAllowance_period" CHECK (until IS NULL OR until > anchor),
  ADD CONSTRAINT "CreditAllowance_sourceKey" CHECK ("sourceKey" <> '');

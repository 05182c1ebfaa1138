-- The ledger's rules that Prisma's schema cannot say. They hold whoever writes: the functions, a console, a mistake.

-- 9007199254740991 is the largest whole number a JavaScript double holds exactly (lib/credits/unit.ts); no amount may
-- leave that range.

-- Accounts and buckets are rewritten by every charge: room on each page lets the new version stay beside the old one
-- (a heap-only update: no index is touched, the page is pruned without vacuum).
ALTER TABLE "CreditAccount" SET (fillfactor = 50);
ALTER TABLE "CreditGrant" SET (fillfactor = 60);
ALTER TABLE "CreditHold" SET (fillfactor = 80);

-- ───────────── Accounts ─────────────

ALTER TABLE "CreditAccount"
  ADD CONSTRAINT "CreditAccount_amounts" CHECK (
    available >= 0 AND held >= 0 AND debt >= 0 AND seq >= 0
    AND available <= 9007199254740991 AND held <= 9007199254740991
    AND available + held <= 9007199254740991 AND debt <= 9007199254740991);

-- ───────────── Buckets ─────────────

ALTER TABLE "CreditGrant"
  ADD CONSTRAINT "CreditGrant_amounts" CHECK (
    granted > 0 AND granted <= 9007199254740991
    AND remaining >= 0 AND "clawedBack" >= 0 AND expired >= 0
    AND remaining <= granted AND "clawedBack" <= granted AND expired <= granted
    AND remaining + "clawedBack" + expired <= granted),
  ADD CONSTRAINT "CreditGrant_open" CHECK (open = (remaining > 0)),
  ADD CONSTRAINT "CreditGrant_sourceKey" CHECK ("sourceKey" <> '');

-- The burn order. The predicate is `open`, not `remaining`, so that burning changes nothing an index knows.
CREATE INDEX "CreditGrant_open_idx" ON "CreditGrant" ("userId", priority, "expiresAt", id) WHERE open;

-- ───────────── Holds ─────────────

ALTER TABLE "CreditHold"
  ADD CONSTRAINT "CreditHold_amounts" CHECK (
    amount > 0 AND amount <= 9007199254740991
    AND (captured IS NULL OR (captured >= 0 AND captured <= 9007199254740991))),
  ADD CONSTRAINT "CreditHold_closed" CHECK (
    (state = 'held') = ("closedAt" IS NULL) AND (state = 'settled') = (captured IS NOT NULL)),
  ADD CONSTRAINT "CreditHold_operationKey" CHECK ("operationKey" <> '');

-- The live holds: those of an account (expiry asks), and those past their time (the sweep reads all of it: it is small).
CREATE INDEX "CreditHold_live_idx" ON "CreditHold" ("userId", "expiresAt") WHERE state = 'held';

CREATE FUNCTION credit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on "%": %', lower(tg_op), tg_table_name, tg_argv[0] USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER "CreditHold_ends_once" BEFORE UPDATE ON "CreditHold" FOR EACH ROW
  WHEN (NOT (old.state = 'held' OR (old.state = 'expired' AND new.state = 'settled'))
        OR new.amount <> old.amount OR new."createdAt" <> old."createdAt" OR new."requestHash" <> old."requestHash")
  EXECUTE FUNCTION credit_refuse('a hold ends once and never changes what it was taken for');

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

ALTER TABLE "CreditEntry"
  ALTER COLUMN allocation SET NOT NULL,
  ADD CONSTRAINT "CreditEntry_amounts" CHECK (
    seq > 0 AND "balanceAfter" >= 0 AND "balanceAfter" <= 9007199254740991
    AND abs(delta) <= 9007199254740991 AND abs("debtDelta") <= 9007199254740991),
  ADD CONSTRAINT "CreditEntry_direction" CHECK (
    CASE kind
      WHEN 'grant' THEN delta > 0 AND "debtDelta" = 0
      WHEN 'reinstate' THEN delta >= 0 AND "debtDelta" <= 0 AND delta - "debtDelta" > 0
      WHEN 'repay' THEN delta < 0 AND "debtDelta" = delta
      WHEN 'expire' THEN delta < 0 AND "debtDelta" = 0
      ELSE delta <= 0 AND "debtDelta" >= 0 AND "debtDelta" - delta > 0
    END),
  ADD CONSTRAINT "CreditEntry_allocation" CHECK (credit_allocated(allocation) IS NOT DISTINCT FROM abs(delta)),
  ADD CONSTRAINT "CreditEntry_operationKey" CHECK ("operationKey" <> '');

CREATE TRIGGER "CreditEntry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "CreditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION credit_refuse('the statement is append-only');

-- ───────────── Allowances ─────────────

ALTER TABLE "CreditAllowance"
  ADD CONSTRAINT "CreditAllowance_amounts" CHECK (
    amount > 0 AND amount <= 9007199254740991 AND "rolloverCap" >= 0 AND "rolloverCap" <= 9007199254740991
    AND "nextPeriod" >= 0),
  ADD CONSTRAINT "CreditAllowance_period" CHECK (until IS NULL OR until > anchor),
  ADD CONSTRAINT "CreditAllowance_sourceKey" CHECK ("sourceKey" <> '');

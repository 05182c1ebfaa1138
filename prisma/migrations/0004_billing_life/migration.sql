-- AlterEnum
ALTER TYPE "CreditGrantKind" ADD VALUE 'overage';

-- AlterTable
ALTER TABLE "BillingCustomer" ADD COLUMN     "cardBrand" TEXT,
ADD COLUMN     "cardExpMonth" INTEGER,
ADD COLUMN     "cardExpYear" INTEGER,
ADD COLUMN     "cardLast4" TEXT,
ADD COLUMN     "cardSyncedAt" TIMESTAMPTZ(3),
ADD COLUMN     "deletedAt" TIMESTAMPTZ(3),
ADD COLUMN     "paymentMethodId" TEXT;

-- AlterTable
ALTER TABLE "Subscription" ADD COLUMN     "itemId" TEXT,
ADD COLUMN     "nextAt" TIMESTAMPTZ(3),
ADD COLUMN     "nextInterval" TEXT,
ADD COLUMN     "nextPlanKey" TEXT,
ADD COLUMN     "pendingInterval" TEXT,
ADD COLUMN     "pendingInvoiceUrl" TEXT,
ADD COLUMN     "pendingPlanKey" TEXT,
ADD COLUMN     "pendingUntil" TIMESTAMPTZ(3),
ADD COLUMN     "scheduleId" TEXT;

-- AlterTable
ALTER TABLE "Payment" ADD COLUMN     "totalMinor" BIGINT;

-- AlterTable
ALTER TABLE "CreditAllowance" ADD COLUMN     "reversed" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "CheckoutAttempt" ADD COLUMN     "trial" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "PlanWithdrawal" (
    "lineId" TEXT NOT NULL,
    "sourceKey" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "PlanWithdrawal_pkey" PRIMARY KEY ("lineId","sourceKey")
);

-- CreateTable
CREATE TABLE "Refund" (
    "id" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "paymentId" TEXT NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "failureReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "syncedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Dispute" (
    "id" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "paymentId" TEXT NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "fundsWithdrawn" BOOLEAN NOT NULL,
    "evidenceDueBy" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),
    "syncedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Dispute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DunningCase" (
    "id" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "subscriptionId" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "attemptCount" INTEGER NOT NULL DEFAULT 0,
    "amountMinor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "declineCode" TEXT,
    "adviceCode" TEXT,
    "needsAction" BOOLEAN NOT NULL DEFAULT false,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "hostedInvoiceUrl" TEXT,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "stageAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),
    "closedBy" TEXT,
    "syncedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DunningCase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AutoTopUp" (
    "userId" UUID NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "threshold" BIGINT NOT NULL,
    "packKey" TEXT NOT NULL,
    "monthlyCapMinor" BIGINT NOT NULL,
    "paymentMethodId" TEXT,
    "cardBrand" TEXT,
    "cardLast4" TEXT,
    "consentedAt" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMPTZ(3),
    "pausedReason" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AutoTopUp_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "AutoTopUpAttempt" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "userId" UUID NOT NULL,
    "packKey" TEXT NOT NULL,
    "credits" INTEGER NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "paymentMethodId" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "paymentIntentId" TEXT,
    "failureCode" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "AutoTopUpAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Overage" (
    "userId" UUID NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "capMinor" BIGINT NOT NULL,
    "perThousandMinor" BIGINT NOT NULL,
    "subscriptionId" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "consentedAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Overage_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "OverageReport" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "userId" UUID NOT NULL,
    "sourceKey" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "nextTryAt" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3),

    CONSTRAINT "OverageReport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReconcileRun" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "fix" BOOLEAN NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "compared" INTEGER NOT NULL DEFAULT 0,
    "drifts" INTEGER NOT NULL DEFAULT 0,
    "repaired" INTEGER NOT NULL DEFAULT 0,
    "findings" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,

    CONSTRAINT "ReconcileRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CreditFreeze" (
    "userId" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "note" TEXT,
    "createdAt" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "CreditFreeze_pkey" PRIMARY KEY ("userId","cause")
);

-- CreateIndex
CREATE INDEX "PlanWithdrawal_userId_sourceKey_idx" ON "PlanWithdrawal"("userId", "sourceKey");

-- CreateIndex
CREATE INDEX "Refund_userId_createdAt_idx" ON "Refund"("userId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Refund_paymentId_idx" ON "Refund"("paymentId");

-- CreateIndex
CREATE INDEX "Dispute_userId_createdAt_idx" ON "Dispute"("userId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Dispute_paymentId_idx" ON "Dispute"("paymentId");

-- CreateIndex
CREATE INDEX "DunningCase_userId_openedAt_idx" ON "DunningCase"("userId", "openedAt" DESC);

-- CreateIndex
CREATE INDEX "DunningCase_closedAt_stageAt_idx" ON "DunningCase"("closedAt", "stageAt");

-- CreateIndex
CREATE UNIQUE INDEX "AutoTopUpAttempt_paymentIntentId_key" ON "AutoTopUpAttempt"("paymentIntentId");

-- CreateIndex
CREATE INDEX "AutoTopUpAttempt_userId_createdAt_idx" ON "AutoTopUpAttempt"("userId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "OverageReport_sentAt_nextTryAt_idx" ON "OverageReport"("sentAt", "nextTryAt");

-- CreateIndex
CREATE INDEX "OverageReport_userId_sourceKey_idx" ON "OverageReport"("userId", "sourceKey");

-- CreateIndex
CREATE INDEX "ReconcileRun_startedAt_idx" ON "ReconcileRun"("startedAt" DESC);

-- What Prisma's schema cannot say.

-- Whatever asks at once: one attempt of an account is under way, the next begins when it has ended.
CREATE UNIQUE INDEX "AutoTopUpAttempt_one_pending" ON "AutoTopUpAttempt" ("userId") WHERE status = 'pending';

ALTER TABLE "AutoTopUp"
  ADD CONSTRAINT "AutoTopUp_amounts" CHECK (threshold > 0 AND "monthlyCapMinor" > 0 AND failures >= 0),
  ADD CONSTRAINT "AutoTopUp_consent" CHECK (NOT enabled OR "consentedAt" IS NOT NULL);
ALTER TABLE "AutoTopUpAttempt" ADD CONSTRAINT "AutoTopUpAttempt_amount" CHECK ("amountMinor" > 0);
ALTER TABLE "Overage"
  ADD CONSTRAINT "Overage_amounts" CHECK ("capMinor" > 0 AND "perThousandMinor" > 0),
  ADD CONSTRAINT "Overage_consent" CHECK (NOT enabled OR "consentedAt" IS NOT NULL);
ALTER TABLE "OverageReport" ADD CONSTRAINT "OverageReport_quantity" CHECK (quantity > 0);
ALTER TABLE "PlanWithdrawal" ADD CONSTRAINT "PlanWithdrawal_amount" CHECK (amount > 0);
ALTER TABLE "Refund" ADD CONSTRAINT "Refund_amount" CHECK ("amountMinor" > 0);
ALTER TABLE "Dispute" ADD CONSTRAINT "Dispute_amount" CHECK ("amountMinor" >= 0);
ALTER TABLE "CreditAllowance" ADD CONSTRAINT "CreditAllowance_reversed" CHECK (reversed >= 0);
ALTER TABLE "CreditFreeze" ADD CONSTRAINT "CreditFreeze_cause" CHECK (cause <> '');

-- Who was frozen before there were causes was frozen by hand.
INSERT INTO "CreditFreeze" ("userId", cause, "createdAt")
SELECT "userId", 'manual', now() FROM "CreditAccount" WHERE frozen;

-- CreateEnum
CREATE TYPE "AuditKind" AS ENUM ('full', 'incremental');

-- CreateTable
CREATE TABLE "AuditRun" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" "AuditKind" NOT NULL,
    "since" TIMESTAMPTZ(3),
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "finishedAt" TIMESTAMPTZ(3),
    "accounts" INTEGER NOT NULL DEFAULT 0,
    "problems" INTEGER NOT NULL DEFAULT 0,
    "findings" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,

    CONSTRAINT "AuditRun_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AuditRun_startedAt_idx" ON "AuditRun"("startedAt" DESC);

-- AlterTable
ALTER TABLE "ChatMessage" ADD COLUMN     "comment" TEXT,
ADD COLUMN     "verdict" TEXT;

-- CreateTable
CREATE TABLE "ChatAction" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "userId" UUID NOT NULL,
    "chatId" UUID NOT NULL,
    "messageId" TEXT NOT NULL,
    "toolCallId" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "preview" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL DEFAULT 'proposed',
    "outcome" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ChatAction_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ChatAction_chatId_idx" ON "ChatAction"("chatId");

-- CreateIndex
CREATE UNIQUE INDEX "ChatAction_userId_messageId_toolCallId_key" ON "ChatAction"("userId", "messageId", "toolCallId");

-- AddForeignKey
ALTER TABLE "ChatAction" ADD CONSTRAINT "ChatAction_userId_messageId_fkey" FOREIGN KEY ("userId", "messageId") REFERENCES "ChatMessage"("userId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say: the states there are, and that only what has ended has an outcome.
ALTER TABLE "ChatMessage" ADD CONSTRAINT "ChatMessage_verdict_known" CHECK ("verdict" IN ('up', 'down'));

ALTER TABLE "ChatAction" ADD CONSTRAINT "ChatAction_status_known"
  CHECK ("status" IN ('proposed', 'running', 'done', 'failed', 'declined'));

ALTER TABLE "ChatAction" ADD CONSTRAINT "ChatAction_ended"
  CHECK (("endedAt" IS NOT NULL) = ("status" IN ('done', 'failed', 'declined')));

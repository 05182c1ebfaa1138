-- AlterTable
ALTER TABLE "Subscription" ADD COLUMN     "reading" TEXT;

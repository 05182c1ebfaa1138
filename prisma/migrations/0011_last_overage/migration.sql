-- AlterTable
ALTER TABLE "Overage" ADD COLUMN     "settledFor" TEXT;

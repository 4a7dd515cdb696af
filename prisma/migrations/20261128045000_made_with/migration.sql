-- AlterTable
ALTER TABLE "checkpoints" ADD COLUMN     "made_with" TEXT;

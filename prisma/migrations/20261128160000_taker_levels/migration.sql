-- AlterTable
ALTER TABLE "transfers" ADD COLUMN     "taker_said_at" TIMESTAMPTZ(3),
ADD COLUMN     "taker_told_at" TIMESTAMPTZ(3),
ADD COLUMN     "taker_version" DOUBLE PRECISION;

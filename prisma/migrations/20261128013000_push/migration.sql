-- AlterTable
ALTER TABLE "recipients" ADD COLUMN     "channel" TEXT NOT NULL DEFAULT 'mail',
ADD COLUMN     "subscription_sealed" BYTEA;

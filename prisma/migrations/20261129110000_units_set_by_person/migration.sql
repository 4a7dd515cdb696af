-- AlterTable
ALTER TABLE "transfers" ADD COLUMN     "set_by_person" BOOLEAN NOT NULL DEFAULT false;

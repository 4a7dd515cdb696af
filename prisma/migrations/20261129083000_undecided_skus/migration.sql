-- AlterTable
ALTER TABLE "sku_demand" ADD COLUMN     "undecided" BOOLEAN NOT NULL DEFAULT false;

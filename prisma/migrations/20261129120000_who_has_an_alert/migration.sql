-- AlterTable
ALTER TABLE "stock_alerts" ADD COLUMN     "acknowledged_by_id" TEXT;
